/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** The limit of a request: Jetty that reads the body and answers; run in a virtual machine of its own. */
public final class BareJetty {

    private BareJetty() {}

    public static void main(String[] arguments) throws Exception {
        var server = new Server();
        var connector = new ServerConnector(server);
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setIdleTimeout(600_000); // its clients come back after the other sides' blocks
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                Content.Source.asByteBuffer(request);
                response.setStatus(200);
                Content.Sink.write(response, true, "{\"id\":\"x\"}", callback);
                return true;
            }
        });
        server.start();
        server.join();
    }
}
