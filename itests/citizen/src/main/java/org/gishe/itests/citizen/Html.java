/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.citizen;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a page as somebody needs who fills forms. */
final class Html {

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
    private static final Pattern OPTION = Pattern.compile("<option value=\"([^\"]*)\">([^<]*)</option>");

    private Html() {}

    static Map<String, String> hidden(String page) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher matcher = HIDDEN.matcher(page);
        while (matcher.find()) {
            fields.put(unescape(matcher.group(1)), unescape(matcher.group(2)));
        }
        return fields;
    }

    /** Values of the first list of choices. */
    static List<String> options(String page) {
        int end = page.indexOf("</select>");
        List<String> options = new ArrayList<>();
        Matcher matcher = OPTION.matcher(end < 0 ? page : page.substring(0, end));
        while (matcher.find()) {
            options.add(unescape(matcher.group(1)));
        }
        return options;
    }

    /** The first form's address that ends so. */
    static Optional<String> action(String page, String ending) {
        Matcher matcher = Pattern.compile("<form [^>]*action=\"([^\"]*" + Pattern.quote(ending) + ")\"")
                .matcher(page);
        return matcher.find() ? Optional.of(unescape(matcher.group(1))) : Optional.empty();
    }

    static String encode(Map<String, String> fields) {
        StringBuilder form = new StringBuilder();
        fields.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return form.toString();
    }

    private static String unescape(String text) {
        return text.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
