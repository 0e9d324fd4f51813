/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.gishe.api.base.LocalText;

/** To where this platform sends anything because somebody outside says so: https, public addresses, and what is allowed. */
final class Addresses {

    private static final int LONGEST = 1_000;

    private final Set<String> allowed;

    /** @param allowed origins, as {@code https://host:port} */
    Addresses(List<String> allowed) {
        this.allowed = allowed.stream()
                .flatMap(each -> List.of(each.split(",")).stream())
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(each -> origin(URI.create(each)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * An address as it was given; to what its name leads is asked at each sending.
     *
     * @throws org.gishe.web.door.Problem when nothing is sent there
     */
    URI read(String text) {
        URI address;
        try {
            address = text.length() > LONGEST ? null : new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            address = null;
        }
        if (address == null || address.getHost() == null || address.getScheme() == null) {
            throw Problems.callbackOdd(LocalText.of(
                    "Дайте цял адрес, който започва с https://.", "Give a whole address that begins with https://."));
        }
        if (address.getUserInfo() != null || address.getFragment() != null) {
            throw Problems.callbackOdd(LocalText.of(
                    "В адреса няма място за име, парола или #.",
                    "There is no place in it for a name, a password or a #."));
        }
        if (isAllowed(address)) {
            return address;
        }
        if (!address.getScheme().equalsIgnoreCase("https")) {
            throw Problems.callbackOdd(LocalText.of("Адресът е с https://.", "It must be https://."));
        }
        String host = address.getHost();
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
        if (literal && !isPublic(literal(host))) {
            throw Problems.callbackOdd(LocalText.of(
                    "Адресът не е публичен. Операторът може да го разреши изрично.",
                    "It is no public address. The operator may allow it by name."));
        }
        return address;
    }

    private static InetAddress literal(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (java.net.UnknownHostException e) {
            throw Problems.callbackOdd(LocalText.of("Това не е адрес в мрежата.", "That is no address of a network."));
        }
    }

    boolean isAllowed(URI address) {
        return allowed.contains(origin(address));
    }

    private static String origin(URI address) {
        String scheme = address.getScheme().toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + address.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }

    /** Whether an address is one of the internet's, not of this machine, this network or nobody (RFC 6890). */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return isPublic4(bytes, 0);
        }
        if (address instanceof Inet6Address) {
            int first = bytes[0] & 0xFF;
            int second = bytes[1] & 0xFF;
            boolean global = (first & 0xE0) == 0x20; // 2000::/3
            boolean documentation = first == 0x20 && second == 0x01 && bytes[2] == 0x0D && (bytes[3] & 0xFF) == 0xB8;
            boolean special = first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0; // Teredo
            boolean sixToFour = first == 0x20 && second == 0x02;
            return global && !documentation && !special && (!sixToFour || isPublic4(bytes, 2));
        }
        return false;
    }

    private static boolean isPublic4(byte[] bytes, int at) {
        int a = bytes[at] & 0xFF;
        int b = bytes[at + 1] & 0xFF;
        int c = bytes[at + 2] & 0xFF;
        return !(a == 0
                || a == 10
                || a == 127
                || a == 100 && b >= 64 && b <= 127
                || a == 169 && b == 254
                || a == 172 && b >= 16 && b <= 31
                || a == 192 && b == 168
                || a == 192 && b == 0 && (c == 0 || c == 2)
                || a == 198 && (b == 18 || b == 19)
                || a == 198 && b == 51 && c == 100
                || a == 203 && b == 0 && c == 113
                || a >= 224);
    }
}
