/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.badinput;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gishe.itests.citizen.Answer;

/** A request written byte by byte: whatever a well-behaved client would never send. */
final class Wire {

    private final String method;
    private final String target;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte[] body;
    private boolean chunked;

    Wire(String method, String target) {
        this.method = method;
        this.target = target;
    }

    Wire with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    Wire without(String header) {
        headers.remove(header);
        return this;
    }

    Wire body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    Wire body(byte[] bytes) {
        body = bytes;
        return this;
    }

    /** The body goes in chunks, without its length being told. */
    Wire chunked() {
        chunked = true;
        return this;
    }

    Answer send(URI server) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 5_000);
            socket.setSoTimeout(20_000);
            var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + server.getAuthority()
                    + "\r\nConnection: close\r\n");
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            if (body != null) {
                head.append(chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length + "\r\n");
            }
            var all = new ByteArrayOutputStream();
            all.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            if (body != null) {
                if (chunked) {
                    for (int at = 0; at < body.length; at += 16_384) {
                        int length = Math.min(16_384, body.length - at);
                        all.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                        all.write(body, at, length);
                        all.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                    all.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } else {
                    all.write(body);
                }
            }
            try {
                socket.getOutputStream().write(all.toByteArray());
                socket.getOutputStream().flush();
            } catch (SocketException e) {
                // the server has seen enough and says so; its answer can be read all the same
            }
            return answer(socket.getInputStream());
        }
    }

    private Answer answer(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (SocketException e) {
            // closed on what was still on the way; what came before counts
        }
        byte[] all = bytes.toByteArray();
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no answer to " + method + " " + target);
        }
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            fields.computeIfAbsent(line.substring(0, colon), any -> new ArrayList<>())
                    .add(line.substring(colon + 1).trim());
        }
        HttpHeaders found = HttpHeaders.of(fields, (name, value) -> true);
        byte[] content = Arrays.copyOfRange(all, end + 4, all.length);
        if (found.firstValue("Transfer-Encoding").orElse("").equals("chunked")) {
            content = joined(content);
        }
        return new Answer(
                method + " " + (target.length() > 80 ? target.substring(0, 80) + "…" : target),
                Integer.parseInt(lines[0].split(" ")[1]),
                found,
                content);
    }

    private static byte[] joined(byte[] chunks) {
        var whole = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int line = at;
            while (chunks[line] != '\r') {
                line++;
            }
            int length = Integer.parseInt(new String(chunks, at, line - at, StandardCharsets.US_ASCII), 16);
            if (length == 0) {
                return whole.toByteArray();
            }
            whole.write(chunks, line + 2, length);
            at = line + 2 + length + 2;
        }
    }
}
