/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells who asks from this very machine. */
final class Vicinity {

    private static final Pattern LOOPBACK =
            Pattern.compile("127(\\.[0-9]{1,3}){3}|(0+:){7}0*1|::1|::ffff:127(\\.[0-9]{1,3}){3}");
    private static final Pattern NAME = Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");
    /** A proxy on this machine asks for somebody else, and says so in one of these. */
    private static final List<String> PASSED_ON =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

    private Vicinity() {}

    /** The name is looked at too: a page of somebody's browser here may have brought another name to this address. */
    static boolean local(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        String host = request.getHeader("Host");
        return address != null
                && LOOPBACK.matcher(address.replaceAll("[\\[\\]]", "")).matches()
                && host != null
                && NAME.matcher(host.toLowerCase(Locale.ROOT)).matches()
                && PASSED_ON.stream().allMatch(name -> request.getHeader(name) == null);
    }
}
