/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.gishe.api.base.Data;
import org.gishe.json.Json;

/**
 * The provider's bad days, changed by posting a JSON object to {@code /tsp/sandbox/switches}; a member that is left out
 * stays as it is. Booleans: autoApprove, rawEcdsa, deadOcsp, deadTsa, withdrawn, listExpired, listBadlySigned. Milliseconds
 * up to a minute: delayMillis (before an automatic approval), slowMillis (before each answer). For so many calls: fail5xx,
 * wrongValue, lostAnswer, duplicateAnswer (signHash repeats the answer before). Lists of credentials: locked, expired.
 * Thread-safe.
 */
final class Switches {

    private static final int MOST = 1000;

    private volatile boolean autoApprove = "auto".equals(System.getProperty("gishe.sandbox.approve"));
    private volatile boolean rawEcdsa;
    private volatile boolean deadOcsp;
    private volatile boolean deadTsa;
    private volatile boolean listExpired;
    private volatile boolean listBadlySigned;
    private volatile Optional<Instant> withdrawn = Optional.empty();
    private volatile long delayMillis = Long.getLong("gishe.sandbox.approve.delay", 0);
    private volatile long slowMillis;
    private volatile Set<String> locked = Set.of();
    private volatile Set<String> expired = Set.of();
    /** Calls that are being answered, also where nobody waits for the answer any more. */
    final AtomicInteger inside = new AtomicInteger();

    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger wrongValues = new AtomicInteger();
    final AtomicInteger lostAnswers = new AtomicInteger();
    final AtomicInteger duplicateAnswers = new AtomicInteger();

    synchronized void set(Data.Obj asked, Instant now) {
        autoApprove = flag(asked, "autoApprove", autoApprove);
        rawEcdsa = flag(asked, "rawEcdsa", rawEcdsa);
        deadOcsp = flag(asked, "deadOcsp", deadOcsp);
        deadTsa = flag(asked, "deadTsa", deadTsa);
        listExpired = flag(asked, "listExpired", listExpired);
        listBadlySigned = flag(asked, "listBadlySigned", listBadlySigned);
        if (flag(asked, "withdrawn", withdrawn.isPresent()) != withdrawn.isPresent()) {
            withdrawn = withdrawn.isPresent() ? Optional.empty() : Optional.of(now);
        }
        delayMillis = number(asked, "delayMillis", delayMillis);
        slowMillis = number(asked, "slowMillis", slowMillis);
        failures.set((int) number(asked, "fail5xx", failures.get()));
        wrongValues.set((int) number(asked, "wrongValue", wrongValues.get()));
        lostAnswers.set((int) number(asked, "lostAnswer", lostAnswers.get()));
        duplicateAnswers.set((int) number(asked, "duplicateAnswer", duplicateAnswers.get()));
        locked = texts(asked, "locked", locked);
        expired = texts(asked, "expired", expired);
        notifyAll();
    }

    Data.Obj told() {
        return Json.object()
                .put("inside", inside.get())
                .put("autoApprove", autoApprove)
                .put("rawEcdsa", rawEcdsa)
                .put("deadOcsp", deadOcsp)
                .put("deadTsa", deadTsa)
                .put("withdrawn", withdrawn.isPresent())
                .put("listExpired", listExpired)
                .put("listBadlySigned", listBadlySigned)
                .put("delayMillis", delayMillis)
                .put("slowMillis", slowMillis)
                .put("fail5xx", failures.get())
                .put("wrongValue", wrongValues.get())
                .put("lostAnswer", lostAnswers.get())
                .put("duplicateAnswer", duplicateAnswers.get())
                .put("locked", Json.array(locked.stream().map(Data::of).toList()))
                .put("expired", Json.array(expired.stream().map(Data::of).toList()))
                .build();
    }

    boolean autoApprove() {
        return autoApprove;
    }

    boolean rawEcdsa() {
        return rawEcdsa;
    }

    boolean deadOcsp() {
        return deadOcsp;
    }

    boolean deadTsa() {
        return deadTsa;
    }

    Lists.Faults lists() {
        return new Lists.Faults(withdrawn, listExpired, listBadlySigned);
    }

    long delayMillis() {
        return delayMillis;
    }

    /** A slow provider is what it plays, not a wait for anything; who is made quick again goes on at once. */
    void pause() {
        try {
            long begun = System.nanoTime();
            synchronized (this) {
                for (long left = slowMillis; left > 0; left = slowMillis - (System.nanoTime() - begun) / 1_000_000) {
                    wait(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean locked(String credential) {
        return locked.contains(credential);
    }

    boolean expired(String credential) {
        return expired.contains(credential);
    }

    /** Whether this call is one of those. */
    static boolean take(AtomicInteger calls) {
        return calls.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static boolean flag(Data.Obj asked, String name, boolean otherwise) {
        return asked.members().get(name) instanceof Data.Bool flag ? flag.value() : otherwise;
    }

    private static long number(Data.Obj asked, String name, long otherwise) {
        return asked.members().get(name) instanceof Data.Num number
                ? Math.max(0, Math.min(60_000, number.value().longValue()))
                : otherwise;
    }

    private static Set<String> texts(Data.Obj asked, String name, Set<String> otherwise) {
        if (!(asked.members().get(name) instanceof Data.Arr array)) {
            return otherwise;
        }
        var texts = new TreeSet<String>();
        for (Data item : array.items()) {
            if (item instanceof Data.Text text && texts.size() < MOST) {
                texts.add(text.value());
            }
        }
        return texts;
    }
}
