/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.sandbox.host.Invented;

/**
 * Who has which credential. Everybody has one: of ten people it is authorised on the consent page alone (mode {@code
 * oauth2code}), of all others on the phone. The last ten people have a second one, for which the application itself asks a
 * PIN and a one-time password. Three wrong ones lock it. Thread-safe.
 */
final class Credentials {

    /** The PIN of everybody who has one. */
    static final String PIN = "246810";

    private static final int BY_PAGE_FROM = 30;
    private static final int BY_PAGE_UNTIL = 40;
    private static final int WITH_PIN_FROM = 490;
    private static final int MOST_WRONG = 3;
    private static final Duration OTP_LIFE = Duration.ofMinutes(5);

    /** How a credential is authorised; the names are the specification's, in capitals. */
    enum Mode {
        /** On the phone. */
        IMPLICIT,
        /** The application asks PIN and one-time password itself. */
        EXPLICIT,
        /** On the consent page. */
        OAUTH2CODE;

        String told() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Credential(String id, Invented person, Mode mode) {

        /** Name of its key. */
        String key() {
            return "person-" + person.number() + (explicit() ? "-pin" : "");
        }

        boolean explicit() {
            return mode == Mode.EXPLICIT;
        }
    }

    /** What became of a guess. */
    enum Guess {
        RIGHT,
        WRONG,
        LOCKED
    }

    private record Otp(String value, Instant until) {}

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Credential> all = new LinkedHashMap<>();
    private final Map<String, Integer> wrong = new ConcurrentHashMap<>();
    private final Map<String, Otp> otps = new ConcurrentHashMap<>();

    Credentials(InstantSource clock) {
        this.clock = clock;
        for (Invented person : Invented.all()) {
            boolean page = person.number() >= BY_PAGE_FROM && person.number() < BY_PAGE_UNTIL;
            add(page ? "o-" : "c-", person, page ? Mode.OAUTH2CODE : Mode.IMPLICIT);
        }
        for (Invented person : Invented.all()) {
            if (person.number() >= WITH_PIN_FROM) {
                add("e-", person, Mode.EXPLICIT);
            }
        }
    }

    private void add(String prefix, Invented person, Mode mode) {
        String id = prefix
                + HexFormat.of()
                        .formatHex(Transactions.sha256("sandbox credential " + person.egn()))
                        .substring(0, 24);
        all.put(id, new Credential(id, person, mode));
    }

    List<Credential> all() {
        return List.copyOf(all.values());
    }

    Optional<Credential> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    /** A person's credentials, the one for the phone first. */
    List<Credential> of(String etsi) {
        return all.values().stream()
                .filter(each -> each.person().etsi().equals(etsi))
                .toList();
    }

    Guess pin(Credential credential, String pin) {
        return guess("pin " + credential.id(), pin.equals(PIN));
    }

    /** A one-time password serves once. */
    Guess otp(Credential credential, String otp) {
        Otp sent = otps.get(credential.id());
        boolean right =
                sent != null && sent.value().equals(otp) && !clock.instant().isAfter(sent.until());
        Guess guess = guess("otp " + credential.id(), right);
        if (guess == Guess.RIGHT && !otps.remove(credential.id(), sent)) {
            return Guess.WRONG;
        }
        return guess;
    }

    private Guess guess(String what, boolean right) {
        int count = wrong.merge(
                what, right ? 0 : 1, (before, now) -> before >= MOST_WRONG ? before : right ? 0 : before + 1);
        return count >= MOST_WRONG ? Guess.LOCKED : right ? Guess.RIGHT : Guess.WRONG;
    }

    /** Makes a one-time password, which the person reads on the phone page; the one before no longer serves. */
    void sendOtp(Credential credential) {
        otps.put(
                credential.id(),
                new Otp(
                        String.format("%06d", random.nextInt(1_000_000)),
                        clock.instant().plus(OTP_LIFE)));
    }

    /** What was sent to the person's phone. */
    Optional<String> sentOtp(String credential) {
        return Optional.ofNullable(otps.get(credential))
                .filter(each -> !clock.instant().isAfter(each.until()))
                .map(Otp::value);
    }
}
