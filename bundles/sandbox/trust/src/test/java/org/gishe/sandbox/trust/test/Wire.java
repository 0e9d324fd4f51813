/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.test;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;

/**
 * Stands before a service that speaks CSC and holds every message that really passes, in both directions, against {@link
 * Messages}: each answer, and each request that the service took. Thread-safe.
 */
public final class Wire implements Site {

    private static final Pattern METHOD = Pattern.compile("/csc/v([12])/(.+)");

    private final Supplier<Site> service;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();

    public Wire(Supplier<Site> service) {
        this.service = service;
    }

    /** What did not fit; empty when everything did. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** Messages that were held against their schema, by version, method and direction, with how often. */
    public Map<String, Integer> seen() {
        return Map.copyOf(seen);
    }

    @Override
    public String path() {
        return service.get().path();
    }

    @Override
    public Reply handle(Call call) throws IOException {
        Reply reply = service.get().handle(call);
        Matcher method = METHOD.matcher(call.path());
        if (method.matches() && !method.group(2).equals("oauth2/decision")) {
            hold(Integer.parseInt(method.group(1)), method.group(2), call, reply);
        }
        return reply;
    }

    private void hold(int version, String method, Call call, Reply reply) {
        if (method.equals("oauth2/authorize")) {
            if (reply.status() == 302) {
                hold(version, "return", Messages.formFaults(version, "return", back(reply)));
            }
            boolean taken = reply.status() == 200
                    || reply.status() == 302 && back(reply).containsKey("code");
            if (taken) {
                String name = "request " + method;
                hold(version, name, Messages.formFaults(version, name, call.query()));
            }
            return;
        }
        hold(version, method, Messages.faults(version, method, reply.status(), reply.body()));
        if (reply.status() == 200 || reply.status() == 201 || reply.status() == 204) {
            String name = "request " + method;
            hold(
                    version,
                    name,
                    method.startsWith("oauth2/")
                            ? Messages.formFaults(version, name, call.form())
                            : Messages.requestFaults(version, method, call.body()));
        }
    }

    private void hold(int version, String name, List<String> found) {
        seen.merge("v" + version + " " + name, 1, Integer::sum);
        faults.addAll(found);
    }

    /** What a redirection says of its own; the application's address may have parameters too. */
    private static Map<String, String> back(Reply reply) {
        String query = URI.create(reply.headers().get("Location")).getRawQuery();
        var all = new java.util.LinkedHashMap<>(Call.parameters(query == null ? "" : query));
        all.remove("from");
        return all;
    }
}
