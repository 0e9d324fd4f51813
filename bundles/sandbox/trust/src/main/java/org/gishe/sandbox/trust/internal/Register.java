/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which serial numbers the issuing authority gave out and took back: one line each in a file that only grows, written
 * before a certificate is used, so that a kill forgets none. Thread-safe.
 */
final class Register {

    private final Path file;
    private final Map<BigInteger, Optional<Instant>> serials = new ConcurrentHashMap<>();

    Register(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(this::read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's register of certificates cannot be read", e);
        }
    }

    private void read(String line) {
        String[] words = line.split(" ");
        try {
            serials.put(
                    new BigInteger(words[0], 16),
                    words.length > 1 ? Optional.of(Instant.parse(words[1])) : Optional.empty());
        } catch (NumberFormatException | DateTimeException e) {
            // a line torn by a kill: its certificate was never used
        }
    }

    void issued(BigInteger serial) {
        append(serial.toString(16));
        serials.putIfAbsent(serial, Optional.empty());
    }

    /** Takes a certificate back; a second time changes nothing. */
    void revoke(BigInteger serial, Instant now) {
        if (revoked(serial).isEmpty()) {
            append(serial.toString(16) + " " + now);
            serials.put(serial, Optional.of(now));
        }
    }

    boolean knows(BigInteger serial) {
        return serials.containsKey(serial);
    }

    /** Since when it is revoked. */
    Optional<Instant> revoked(BigInteger serial) {
        return serials.getOrDefault(serial, Optional.empty());
    }

    Map<BigInteger, Optional<Instant>> all() {
        return Map.copyOf(serials);
    }

    private synchronized void append(String line) {
        try {
            // the line break first: whatever a kill tore stays a line of its own
            Files.writeString(
                    file, "\n" + line, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's register of certificates cannot be written", e);
        }
    }
}
