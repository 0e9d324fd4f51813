/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import jakarta.servlet.ReadListener;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gishe.identity.Officer;
import org.gishe.identity.OfficerSession;
import org.gishe.web.door.Visit;
import org.gishe.web.theme.Texts;

/** Calls the pages as the door does; what they do not use is refused. */
final class Browser {

    static final String CSRF = "token of the form";

    private final OperationsPages pages;
    Locale language = Texts.BULGARIAN;
    Optional<Officer> officer = Optional.of(World.OPERATOR);
    boolean secure;
    final List<Cookie> cookies = new ArrayList<>();

    Browser(OperationsPages pages) {
        this.pages = pages;
    }

    /** An answer as it would go out. */
    record Answer(
            int status, Map<String, String> headers, List<Cookie> cookies, String text, Optional<Throwable> left) {

        String location() {
            return headers.getOrDefault("Location", "");
        }
    }

    Answer get(String address) throws IOException {
        return call("GET", address, Map.of(), "", new byte[0]);
    }

    Answer post(String address, Map<String, String> form) throws IOException {
        return call("POST", address, form, "application/x-www-form-urlencoded", new byte[0]);
    }

    /** A form with a file, each part as {@code name=value}, or {@code name@file=value}. */
    Answer send(String address, String... parts) throws IOException {
        var body = new StringBuilder();
        for (String part : parts) {
            String[] both = part.split("=", 2);
            String[] name = both[0].split("@", 2);
            body.append("--border\r\nContent-Disposition: form-data; name=\"")
                    .append(name[0])
                    .append(name.length > 1 ? "\"; filename=\"" + name[1] : "")
                    .append(name.length > 1 ? "\"\r\nContent-Type: application/java-archive" : "\"")
                    .append("\r\n\r\n")
                    .append(both[1])
                    .append("\r\n");
        }
        return call(
                "POST",
                address,
                Map.of(),
                "multipart/form-data; boundary=border",
                body.append("--border--\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    Answer call(String method, String address, Map<String, String> form, String type, byte[] body) throws IOException {
        int question = address.indexOf('?');
        String path = question < 0 ? address : address.substring(0, question);
        Map<String, String> query = new LinkedHashMap<>();
        if (question >= 0) {
            for (String pair : address.substring(question + 1).split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0], parts.length > 1 ? parts[1] : "");
            }
        }
        Map<String, List<String>> fields = new HashMap<>();
        form.forEach((name, value) -> fields.put(name, List.of(value)));
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(
                Visit.ATTRIBUTE,
                new Visit(
                        Optional.empty(),
                        officer.map(each -> new OfficerSession(each, CSRF, Instant.MAX)),
                        language,
                        "0af7651916cd43dd8448eb211c80319c",
                        "http://gishe.test",
                        secure,
                        true,
                        fields));
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                Browser.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, call, arguments) -> switch (call.getName()) {
                    case "getMethod" -> method;
                    case "getRequestURI" -> path;
                    case "getParameter" -> query.get(arguments[0]);
                    case "getContentType" -> type;
                    case "getContentLengthLong" -> (long) body.length;
                    case "getInputStream" -> stream(new ByteArrayInputStream(body));
                    case "getCookies" -> cookies.isEmpty() ? null : cookies.toArray(Cookie[]::new);
                    case "getAttribute" -> attributes.get(arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    default -> throw new UnsupportedOperationException(call.toString());
                });
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<Cookie> set = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] status = {200};
        HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
                Browser.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, call, arguments) -> {
                    switch (call.getName()) {
                        case "setStatus", "sendError" -> status[0] = (int) arguments[0];
                        case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
                        case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
                        case "setContentLength" -> headers.put("Content-Length", String.valueOf(arguments[0]));
                        case "addCookie" -> set.add((Cookie) arguments[0]);
                        case "getOutputStream" -> {
                            return stream(out);
                        }
                        default -> throw new UnsupportedOperationException(call.toString());
                    }
                    return null;
                });
        pages.service(request, response);
        return new Answer(status[0], headers, set, out.toString(StandardCharsets.UTF_8), Optional.ofNullable((Throwable)
                attributes.get(RequestDispatcher.ERROR_EXCEPTION)));
    }

    private static ServletInputStream stream(InputStream in) {
        return new ServletInputStream() {
            @Override
            public int read() throws IOException {
                return in.read();
            }

            @Override
            public boolean isFinished() {
                return false;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static ServletOutputStream stream(ByteArrayOutputStream out) {
        return new ServletOutputStream() {
            @Override
            public void write(int b) {
                out.write(b);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
