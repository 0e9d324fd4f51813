/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.theme.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.gishe.web.theme.Theme;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Serves the files under {@code /assets/<hash>/<name>}, and for ever. An older hash gets the present file, not to be kept: a
 * page that was drawn before an upgrade still finds its style.
 */
@Component(service = {Servlet.class, Theme.class})
@HttpWhiteboardServletName("org.gishe.web.theme")
@HttpWhiteboardServletPattern("/assets/*")
public final class Assets extends HttpServlet implements Theme {

    private static final long serialVersionUID = 1L;

    private static final Map<String, String> TYPES = Map.of(
            "tokens.css", "text/css;charset=UTF-8",
            "components.css", "text/css;charset=UTF-8",
            "gishe.css", "text/css;charset=UTF-8",
            "htmx.js", "text/javascript;charset=UTF-8",
            "mark.svg", "image/svg+xml",
            "LICENCE.txt", "text/plain;charset=UTF-8");

    private final transient Map<String, Asset> assets = new TreeMap<>();

    private record Asset(String hash, String type, byte[] plain, byte[] zipped) {}

    @Activate
    public Assets() throws IOException {
        for (Map.Entry<String, String> each : TYPES.entrySet()) {
            try (InputStream in = Assets.class.getResourceAsStream("assets/" + each.getKey())) {
                byte[] plain = in.readAllBytes();
                assets.put(each.getKey(), new Asset(hash(plain), each.getValue(), plain, zip(plain)));
            }
        }
    }

    @Override
    public String address(String name) {
        Asset asset = assets.get(name);
        if (asset == null) {
            throw new IllegalArgumentException("no asset " + name);
        }
        return "/assets/" + asset.hash() + "/" + name;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        String[] parts = path == null ? new String[0] : path.split("/", -1); // "", hash, name
        Asset asset = parts.length == 3 ? assets.get(parts[2]) : null;
        if (asset == null) {
            response.sendError(404);
            return;
        }
        boolean current = parts[1].equals(asset.hash());
        response.setHeader("Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache");
        response.setHeader("ETag", "\"" + asset.hash() + "\"");
        response.setHeader("Vary", "Accept-Encoding");
        response.setContentType(asset.type());
        String accepted = request.getHeader("Accept-Encoding");
        byte[] body = asset.plain();
        if (accepted != null && accepted.contains("gzip")) {
            response.setHeader("Content-Encoding", "gzip");
            body = asset.zipped();
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String hash(byte[] plain) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has SHA-256
        }
    }

    private static byte[] zip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }
}
