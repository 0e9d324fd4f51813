/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;

/**
 * A call of a site.
 *
 * @param method HTTP method
 * @param path rest of the path behind the site's own, with its slash; empty for the site itself
 * @param query decoded parameters of the address
 * @param authorization that header; empty without
 * @param json whether the caller asks for JSON
 * @param origin scheme, host and port of the sandbox
 * @param body at most 256 KiB
 */
public record Call(
        String method,
        String path,
        Map<String, String> query,
        String authorization,
        boolean json,
        String origin,
        byte[] body) {

    /** A parameter of the address. */
    public String query(String name) {
        return query.getOrDefault(name, "");
    }

    /** The fields of a posted form. */
    public Map<String, String> form() {
        return parameters(new String(body, StandardCharsets.UTF_8));
    }

    /** The posted object; empty when it is none. */
    public Optional<Data.Obj> object() {
        try {
            return Json.parse(body, Json.Limits.of(1 << 18)) instanceof Data.Obj object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    /** Decodes parameters; of several of one name the first. */
    public static Map<String, String> parameters(String encoded) {
        var parameters = new LinkedHashMap<String, String>();
        for (String pair : encoded.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
