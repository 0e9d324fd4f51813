/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gishe.api.base.Data;
import org.gishe.json.Json;

/** What people are asked to approve, each in a file of its own, so that it outlives a kill. Thread-safe. */
final class Transactions {

    static final Duration LIFE = Duration.ofMinutes(5);

    enum State {
        PENDING,
        APPROVED,
        REJECTED,
        /** Its one signature was made. */
        USED
    }

    /**
     * @param hashes base64, in the order in which they are signed
     * @param sad signature activation data, bound to this transaction alone; empty before it is approved
     */
    record Transaction(
            String id, String credential, List<String> hashes, String title, Instant created, State state, String sad) {

        boolean expired(Instant now) {
            return now.isAfter(created.plus(LIFE));
        }

        Transaction with(State next, String newSad) {
            return new Transaction(id, credential, hashes, title, created, next, newSad);
        }
    }

    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Transaction> all = new ConcurrentHashMap<>();

    Transactions(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".json")).forEach(this::load);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's transactions cannot be read", e);
        }
    }

    private void load(Path file) {
        try {
            Data.Obj kept = Json.object(Files.readAllBytes(file));
            var transaction = new Transaction(
                    kept.text("/id").orElseThrow(),
                    kept.text("/credential").orElseThrow(),
                    ((Data.Arr) kept.at("/hashes").orElseThrow())
                            .items().stream()
                                    .map(item -> ((Data.Text) item).value())
                                    .toList(),
                    kept.text("/title").orElse(""),
                    Instant.parse(kept.text("/created").orElseThrow()),
                    State.valueOf(kept.text("/state").orElseThrow()),
                    kept.text("/sad").orElse(""));
            if (transaction.expired(clock.instant().minus(LIFE))) {
                Files.deleteIfExists(file);
            } else {
                all.put(transaction.id(), transaction);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The transaction of these facts: the same for each repetition. */
    Transaction join(String credential, List<String> hashes, String title, String clientData) {
        String id = HexFormat.of()
                .formatHex(sha256(credential + "\n" + String.join("\n", hashes) + "\n" + clientData))
                .substring(0, 32);
        return all.computeIfAbsent(
                id,
                made -> save(new Transaction(
                        made, credential, List.copyOf(hashes), title, clock.instant(), State.PENDING, "")));
    }

    Optional<Transaction> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    Optional<Transaction> ofSad(String sad) {
        return all.values().stream()
                .filter(each -> !each.sad().isEmpty() && each.sad().equals(sad))
                .findFirst();
    }

    /** What a person is asked now, oldest first; of all credentials when empty. */
    List<Transaction> pending(String credential) {
        Instant now = clock.instant();
        return all.values().stream()
                .filter(each -> each.state() == State.PENDING && !each.expired(now))
                .filter(each -> credential.isEmpty() || each.credential().equals(credential))
                .sorted(Comparator.comparing(Transaction::created))
                .limit(200)
                .toList();
    }

    /** Approves or rejects what is pending; whether it was. */
    boolean decide(String id, boolean approved) {
        Instant now = clock.instant();
        byte[] sad = new byte[32];
        random.nextBytes(sad);
        return change(
                id,
                State.PENDING,
                each -> each.expired(now)
                        ? each
                        : approved
                                ? each.with(
                                        State.APPROVED,
                                        Base64.getUrlEncoder().withoutPadding().encodeToString(sad))
                                : each.with(State.REJECTED, ""));
    }

    /** Uses the one signature up; whether it was still there. */
    boolean use(String id) {
        return change(id, State.APPROVED, each -> each.with(State.USED, each.sad()));
    }

    private boolean change(String id, State from, UnaryOperator<Transaction> change) {
        var changed = new boolean[1];
        all.computeIfPresent(id, (key, each) -> {
            if (each.state() != from) {
                return each;
            }
            Transaction next = change.apply(each);
            changed[0] = next != each;
            return changed[0] ? save(next) : each;
        });
        return changed[0];
    }

    private Transaction save(Transaction transaction) {
        byte[] json = Json.write(Json.object()
                .put("id", transaction.id())
                .put("credential", transaction.credential())
                .put(
                        "hashes",
                        Json.array(transaction.hashes().stream().map(Data::of).toList()))
                .put("title", transaction.title())
                .put("created", transaction.created().toString())
                .put("state", transaction.state().name())
                .put("sad", transaction.sad())
                .build());
        try {
            Path temporary = Files.createTempFile(folder, "new-", ".tmp");
            Files.write(temporary, json);
            Files.move(
                    temporary,
                    folder.resolve(transaction.id() + ".json"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's transaction could not be kept", e);
        }
        return transaction;
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
