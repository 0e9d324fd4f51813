/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request and its response as a server would hand them in; what the door does not use is refused. */
final class FakeCall {

    final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final Map<String, Object> attributes = new LinkedHashMap<>();
    final List<Cookie> cookies = new ArrayList<>();
    private final String method;
    private final String path;
    private final String query;
    private byte[] body = new byte[0];
    private boolean announced = true;

    final Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final List<Cookie> set = new ArrayList<>();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status = 200;
    boolean committed;
    String from = "192.0.2.7";

    FakeCall(String method, String address) {
        this.method = method;
        int question = address.indexOf('?');
        this.path = question < 0 ? address : address.substring(0, question);
        this.query = question < 0 ? null : address.substring(question + 1);
        headers.put("Host", "gishe.test:8080");
    }

    FakeCall header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    FakeCall cookie(String name, String value) {
        cookies.add(new Cookie(name, value));
        return this;
    }

    FakeCall body(String type, byte[] bytes) {
        headers.put("Content-Type", type);
        body = bytes;
        return this;
    }

    FakeCall form(String fields) {
        return body("application/x-www-form-urlencoded", fields.getBytes(StandardCharsets.US_ASCII));
    }

    /** The body's length is not announced, as with chunked coding. */
    FakeCall unannounced() {
        announced = false;
        return header("Transfer-Encoding", "chunked");
    }

    String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    HttpServletRequest request() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                FakeCall.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, call, arguments) -> switch (call.getName()) {
                    case "getMethod" -> method;
                    case "getRequestURI" -> path;
                    case "getQueryString" -> query;
                    case "getHeader" -> headers.get(arguments[0]);
                    case "getRemoteAddr" -> from;
                    case "getContentType" -> headers.get("Content-Type");
                    case "getContentLengthLong" -> announced ? (long) body.length : -1L;
                    case "getInputStream" -> new Body.Kept(body);
                    case "getCookies" -> cookies.isEmpty() ? null : cookies.toArray(Cookie[]::new);
                    case "getAttribute" -> attributes.get(arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    case "removeAttribute" -> attributes.remove(arguments[0]);
                    case "isSecure", "isAsyncStarted" -> false;
                    default -> throw new UnsupportedOperationException(call.toString());
                });
    }

    HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                FakeCall.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, call, arguments) -> {
                    switch (call.getName()) {
                        case "setHeader":
                            answered.put((String) arguments[0], (String) arguments[1]);
                            return null;
                        case "getHeader":
                            return answered.get(arguments[0]);
                        case "setContentType":
                            answered.put("Content-Type", (String) arguments[0]);
                            return null;
                        case "setStatus":
                            status = (int) arguments[0];
                            return null;
                        case "getStatus":
                            return status;
                        case "isCommitted":
                            return committed;
                        case "addCookie":
                            set.add((Cookie) arguments[0]);
                            return null;
                        case "reset":
                            out.reset();
                            answered.clear();
                            status = 200;
                            return null;
                        case "setContentLength":
                            return null;
                        case "flushBuffer":
                            committed = true;
                            return null;
                        case "getOutputStream":
                            return stream();
                        default:
                            throw new UnsupportedOperationException(call.toString());
                    }
                });
    }

    private ServletOutputStream stream() {
        return new ServletOutputStream() {
            @Override
            public void write(int b) {
                out.write(b);
            }

            @Override
            public void flush() {
                committed = true;
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
