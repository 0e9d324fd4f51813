/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** The limit of a request: Jetty that reads the body and answers what it was told; run in a virtual machine of its own. */
public final class BareJetty {

    private BareJetty() {}

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** @param answer body of each answer; none for a short one */
    static Process begin(Path folder, int port, String... answer) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                BareJetty.class.getName(),
                String.valueOf(port)));
        for (String each : answer) { // an argument in another encoding would be other bytes
            command.add(Base64.getEncoder().encodeToString(each.getBytes(StandardCharsets.UTF_8)));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("jetty.log").toFile())
                .start();
    }

    public static void main(String[] arguments) throws Exception {
        var server = new Server();
        var connector = new ServerConnector(server);
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setIdleTimeout(600_000); // its clients come back after the other sides' blocks
        server.addConnector(connector);
        String answer = arguments.length > 1
                ? new String(Base64.getDecoder().decode(arguments[1]), StandardCharsets.UTF_8)
                : "{\"id\":\"x\"}";
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                Content.Source.asByteBuffer(request);
                response.setStatus(200);
                response.getHeaders().put("Content-Type", "application/json");
                Content.Sink.write(response, true, answer, callback);
                return true;
            }
        });
        server.start();
        server.join();
    }
}
