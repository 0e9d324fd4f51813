/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in an archive, one thing a line, the last line being the sum of those before it. Plain text: it is read without a
 * library, and by people.
 *
 * @param at the instant of the copy
 * @param platform version that made it
 * @param embedded whether the data base is among the parts; if not, its server's tools copy it
 * @param landmarks by what the state is recognised
 * @param parts by name
 * @param erased documents that the data base names and that were erased while the copy was made
 * @param missing documents that the data base names and whose file was not there
 */
record Manifest(
        Instant at,
        String platform,
        boolean embedded,
        Map<String, String> landmarks,
        SortedMap<String, Part> parts,
        List<String> erased,
        List<String> missing) {

    static final String NAME = "manifest";
    static final String DATABASE = "db/gishe.db";
    static final int FORMAT = 1;

    private static final String FIRST = "gishe-backup ";
    private static final String PART = "db/gishe\\.db|contents/[0-9a-f-]{2}/[0-9a-f-]{36}";

    /** Size and SHA-256, in lower-case hexadecimal, of a part. */
    record Part(long size, String sha256) {}

    long bytes() {
        return parts.values().stream().mapToLong(Part::size).sum();
    }

    byte[] write() {
        var text = new StringBuilder(FIRST).append(FORMAT).append('\n');
        line(text, "at", at.toString());
        line(text, "platform", platform);
        line(text, "database", embedded ? "here" : "elsewhere");
        landmarks.forEach((name, value) -> line(text, "landmark", name + " " + value));
        parts.forEach((name, part) -> line(text, "part", part.sha256() + " " + part.size() + " " + name));
        erased.forEach(name -> line(text, "erased", name));
        missing.forEach(name -> line(text, "missing", name));
        line(text, "sum", Sums.of(text.toString().getBytes(StandardCharsets.UTF_8)));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(' ').append(value).append('\n');
    }

    static Manifest read(byte[] bytes) throws DamagedException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        format(text);
        int last = text.lastIndexOf("\nsum ") + 1;
        String sum = Sums.of(text.substring(0, last).getBytes(StandardCharsets.UTF_8));
        if (last == 0 || !text.substring(last).equals("sum " + sum + "\n")) {
            throw new DamagedException("the manifest was changed or cut off");
        }
        Instant at = null;
        String platform = "";
        boolean embedded = false;
        Map<String, String> landmarks = new LinkedHashMap<>();
        SortedMap<String, Part> parts = new TreeMap<>();
        List<String> erased = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        try {
            for (String line : text.substring(0, last).lines().skip(1).toList()) {
                String[] words = line.split(" ", 4);
                String rest = line.substring(words[0].length() + 1);
                switch (words[0]) {
                    case "at" -> at = Instant.parse(rest);
                    case "platform" -> platform = rest;
                    case "database" -> embedded = rest.equals("here");
                    case "landmark" -> landmarks.put(words[1], rest.substring(words[1].length() + 1));
                    case "part" -> parts.put(name(words[3]), part(words));
                    case "erased" -> erased.add(name(rest));
                    case "missing" -> missing.add(name(rest));
                    default -> throw new DamagedException("the manifest has an unknown line: " + words[0]);
                }
            }
        } catch (IndexOutOfBoundsException | DateTimeException | NumberFormatException e) {
            throw new DamagedException("the manifest is not well written");
        }
        if (at == null || embedded != parts.containsKey(DATABASE)) {
            throw new DamagedException("the manifest is not whole");
        }
        return new Manifest(at, platform, embedded, landmarks, parts, erased, missing);
    }

    private static void format(String text) throws DamagedException {
        if (!text.matches("(?s)" + FIRST + "[0-9]{1,9}\n.*")) {
            throw new DamagedException("this is no back-up of Gishe");
        }
        int format = Integer.parseInt(text.substring(FIRST.length(), text.indexOf('\n')));
        if (format > FORMAT) {
            throw new DamagedException("this back-up has format " + format + ", and this release reads up to " + FORMAT
                    + ": restore it with the release that made it, or a newer one");
        }
    }

    /** Nothing but what a data folder has: no name leads out of it. */
    private static String name(String name) throws DamagedException {
        if (!name.matches(PART)) {
            throw new DamagedException("a part's name belongs into no data folder");
        }
        return name;
    }

    private static Part part(String[] words) throws DamagedException {
        if (words[1].length() != 64 || !words[1].chars().allMatch(HexFormat::isHexDigit)) {
            throw new DamagedException("a sum is not well written");
        }
        return new Part(Long.parseLong(words[2]), words[1]);
    }
}
