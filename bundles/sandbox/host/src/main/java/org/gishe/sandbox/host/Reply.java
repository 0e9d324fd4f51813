/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.json.Json;

/** A site's answer. */
public record Reply(int status, Map<String, String> headers, byte[] body) {

    public static Reply json(int status, Data body) {
        return new Reply(status, Map.of("Content-Type", "application/json"), Json.write(body));
    }

    public static Reply redirect(String address) {
        return new Reply(303, Map.of("Location", address), new byte[0]);
    }

    public static Reply empty(int status) {
        return new Reply(status, Map.of(), new byte[0]);
    }

    /** A page; title and content are HTML already. */
    public static Reply page(int status, String language, String title, String content) {
        String banner = language.equals("en")
                ? "Sandbox: invented people, nothing here has legal force"
                : "Пробна среда: измислени хора, нищо тук няма правна сила";
        String html = "<!DOCTYPE html><html lang=\"" + language + "\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + title
                + "</title><style>" + STYLE + "</style></head><body><p class=\"banner\">" + banner + "</p><main><h1>"
                + title
                + "</h1>" + content + "</main></body></html>";
        return new Reply(
                status,
                Map.of("Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", POLICY),
                html.getBytes(StandardCharsets.UTF_8));
    }

    /** form-action is left open: the identity provider's form leads back to whoever asked. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

    private static final String STYLE =
            "body{font:1.125rem/1.5 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}"
                    + "main{max-width:40rem;margin:0 auto;padding:0 1rem 2rem}.banner{background:#5b2a86;color:#fff;margin:0;padding:.5rem"
                    + " 1rem;font-size:1rem}button,select,input{font:inherit;padding:.6rem .9rem;min-height:2.9rem}button{background:#14532d;"
                    + "color:#fff;border:0;border-radius:.25rem;width:100%;margin:.4rem 0}button.no{background:#7f1d1d}select,input{width:100%;"
                    + "box-sizing:border-box;border:2px solid #1a1a1a}section{border:2px solid #1a1a1a;border-radius:.25rem;padding:.5rem"
                    + " 1rem;margin:1rem 0}@property --left{syntax:'<integer>';inherits:false;initial-value:0}"
                    + "@keyframes left{to{--left:0}}.left{animation:left linear forwards;counter-reset:left var(--left)}"
                    + ".left::after{content:counter(left)}:focus{outline:3px solid #b45309;outline-offset:2px}code{word-break:break-all}";

    /** Text as HTML. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
