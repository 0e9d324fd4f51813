/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a page, as far as one can tell without a browser. */
final class Html {

    private static final Pattern TAG =
            Pattern.compile("<(/?)([a-z][a-z0-9]*)((?:\\s+[a-z-]+(?:=(?:\"[^\"]*\"|'[^']*'))?)*)\\s*>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-z-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'))?");
    private static final Set<String> VOID = Set.of("meta", "link", "img", "input", "br", "hr");

    private Html() {}

    static List<String> faults(String page) {
        List<String> faults = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>();
        Set<String> ids = new HashSet<>();
        List<String> named = new ArrayList<>();
        String rest = page.replaceFirst("^<!DOCTYPE html>", "");
        Matcher tag = TAG.matcher(rest);
        int end = 0;
        int headings = 0;
        while (tag.find()) {
            if (rest.substring(end, tag.start()).matches("(?s).*[<>].*")) {
                faults.add("a bare bracket before " + tag.group());
            }
            end = tag.end();
            String name = tag.group(2);
            if (!tag.group(1).isEmpty()) {
                if (open.isEmpty() || !open.pop().equals(name)) {
                    faults.add("unexpected end of " + name);
                    break;
                }
                continue;
            }
            headings += name.equals("h1") ? 1 : 0;
            Set<String> attributes = new HashSet<>();
            Matcher attribute = ATTRIBUTE.matcher(tag.group(3));
            while (attribute.find()) {
                String what = attribute.group(1);
                String value = attribute.group(2) != null ? attribute.group(2) : attribute.group(3);
                if (!attributes.add(what)) {
                    faults.add(what + " twice in " + tag.group());
                }
                if (what.equals("style") || what.startsWith("on")) {
                    faults.add("the policy forbids " + tag.group());
                }
                if (what.equals("id") && !ids.add(value)) {
                    faults.add("id twice: " + value);
                }
                if (what.equals("for") || what.equals("aria-describedby")) {
                    named.addAll(List.of(value.trim().split("\\s+")));
                }
                if (what.equals("href") && value.startsWith("#")) {
                    named.add(value.substring(1));
                }
            }
            if (name.equals("script") && !attributes.contains("src")) {
                faults.add("the policy forbids a script in the page");
            }
            if (!VOID.contains(name)) {
                open.push(name);
            }
        }
        named.stream().filter(id -> !ids.contains(id)).forEach(id -> faults.add("nothing has the id " + id));
        if (!open.isEmpty()) {
            faults.add("never closed: " + open);
        }
        if (page.contains("<html") && headings != 1) {
            faults.add(headings + " main headings");
        }
        if (page.contains("{{") || page.contains("{%")) {
            faults.add("a template's mark");
        }
        return faults;
    }
}
