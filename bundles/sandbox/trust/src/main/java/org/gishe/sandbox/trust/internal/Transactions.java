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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people are asked to approve, each in a file of its own, so that it outlives a kill. Thread-safe. */
final class Transactions {

    static final Duration LIFE = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    /** How long it is remembered what became of one: who lost an answer is told that it was given. */
    private static final Duration KEPT = Duration.ofHours(1);

    /** However often it is prolonged, it ends then. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private static final Duration SWEEP = Duration.ofMinutes(1);

    enum State {
        PENDING,
        APPROVED,
        REJECTED,
        /** Its one signature was made. */
        USED
    }

    /**
     * @param client who asked; a SAD serves no other
     * @param hashes base64, in the order in which they are signed
     * @param title what the person reads
     * @param documents names of the documents, one for each hash; empty when only the title is known
     * @param decided when it was approved, rejected or prolonged
     * @param sad signature activation data, bound to this transaction alone; empty before it is approved
     */
    record Transaction(
            String id,
            String client,
            String credential,
            List<String> hashes,
            String title,
            List<String> documents,
            Instant created,
            Optional<Instant> decided,
            State state,
            String sad) {

        /** Whether nobody can approve it any longer. */
        boolean expired(Instant now) {
            return now.isAfter(created.plus(LIFE));
        }

        /** Until when its SAD serves. */
        Instant sadUntil() {
            return decided.orElse(created).plus(LIFE);
        }

        Transaction with(State next, String newSad, Instant now) {
            return new Transaction(
                    id, client, credential, hashes, title, documents, created, Optional.of(now), next, newSad);
        }
    }

    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Transaction> all = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> swept;

    Transactions(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        this.swept = new AtomicReference<>(clock.instant());
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    if (file.toString().endsWith(".json")) {
                        load(file);
                    } else {
                        Files.deleteIfExists(file); // what a kill in the middle of a write left
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's transactions cannot be read", e);
        }
    }

    private void load(Path file) throws IOException {
        Transaction transaction;
        try {
            transaction = read(Json.object(Files.readAllBytes(file)));
        } catch (IllegalArgumentException
                | NoSuchElementException
                | ClassCastException
                | DateTimeException
                | UncheckedIOException e) {
            // a power cut may leave an empty file: that one request is asked anew, the others go on
            LOG.warn("{} is no transaction and is left out", file.getFileName());
            return;
        }
        if (gone(transaction)) {
            Files.deleteIfExists(file);
        } else {
            all.put(transaction.id(), transaction);
        }
    }

    private static Transaction read(Data.Obj kept) {
        return new Transaction(
                kept.text("/id").orElseThrow(),
                kept.text("/client").orElseThrow(),
                kept.text("/credential").orElseThrow(),
                texts(kept, "/hashes"),
                kept.text("/title").orElse(""),
                texts(kept, "/documents"),
                Instant.parse(kept.text("/created").orElseThrow()),
                kept.text("/decided").map(Instant::parse),
                State.valueOf(kept.text("/state").orElseThrow()),
                kept.text("/sad").orElse(""));
    }

    private static List<String> texts(Data.Obj kept, String pointer) {
        return ((Data.Arr) kept.at(pointer).orElseThrow())
                .items().stream().map(item -> ((Data.Text) item).value()).toList();
    }

    private boolean gone(Transaction transaction) {
        return transaction.created().plus(KEPT).isBefore(clock.instant());
    }

    /** Forgets what is gone, once a minute. */
    private void sweep() {
        Instant last = swept.get();
        Instant now = clock.instant();
        if (now.isBefore(last.plus(SWEEP)) || !swept.compareAndSet(last, now)) {
            return;
        }
        for (String id : all.keySet()) {
            all.computeIfPresent(id, (key, each) -> {
                if (!gone(each)) {
                    return each;
                }
                try {
                    Files.deleteIfExists(folder.resolve(id + ".json"));
                } catch (IOException e) {
                    LOG.debug("{} stays until the next start", id, e);
                }
                return null;
            });
        }
    }

    /** How many are remembered. */
    int size() {
        return all.size();
    }

    /** The transaction of these facts: the same for each repetition. */
    Transaction join(
            String client,
            String credential,
            List<String> hashes,
            String title,
            List<String> documents,
            String clientData) {
        sweep();
        String id = id(client, credential, hashes, clientData);
        return all.computeIfAbsent(
                id,
                made -> save(new Transaction(
                        made,
                        client,
                        credential,
                        List.copyOf(hashes),
                        title,
                        List.copyOf(documents),
                        clock.instant(),
                        Optional.empty(),
                        State.PENDING,
                        "")));
    }

    private static String id(String client, String credential, List<String> hashes, String clientData) {
        return HexFormat.of()
                .formatHex(sha256(client + "\n" + credential + "\n" + String.join("\n", hashes) + "\n" + clientData))
                .substring(0, 32);
    }

    Optional<Transaction> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    /** The transaction that a SAD was given for. */
    Optional<Transaction> ofSad(String sad) {
        int dot = sad.indexOf('.');
        return dot < 0
                ? Optional.empty()
                : find(sad.substring(0, dot))
                        .filter(each -> MessageDigest.isEqual(
                                each.sad().getBytes(StandardCharsets.UTF_8), sad.getBytes(StandardCharsets.UTF_8)));
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
        return change(
                id,
                State.PENDING,
                each -> each.expired(now)
                        ? each
                        : approved ? each.with(State.APPROVED, sad(id), now) : each.with(State.REJECTED, "", now));
    }

    /** Another SAD in place of this one, with a life of its own; empty when this one no longer serves. */
    Optional<Transaction> extend(Transaction transaction) {
        Instant now = clock.instant();
        boolean extended = change(
                transaction.id(),
                State.APPROVED,
                each -> now.isAfter(each.sadUntil())
                                || now.isAfter(each.created().plus(LONGEST))
                                || !each.sad().equals(transaction.sad())
                        ? each
                        : each.with(State.APPROVED, sad(each.id()), now));
        return extended ? find(transaction.id()) : Optional.empty();
    }

    private String sad(String id) {
        byte[] sad = new byte[32];
        random.nextBytes(sad);
        return id + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sad);
    }

    /** Uses the one signature up; whether it was still there. */
    boolean use(Transaction transaction) {
        return change(
                transaction.id(),
                State.APPROVED,
                each -> each.sad().equals(transaction.sad())
                        ? each.with(State.USED, each.sad(), clock.instant())
                        : each);
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
                .put("client", transaction.client())
                .put("credential", transaction.credential())
                .put(
                        "hashes",
                        Json.array(transaction.hashes().stream().map(Data::of).toList()))
                .put("title", transaction.title())
                .put(
                        "documents",
                        Json.array(
                                transaction.documents().stream().map(Data::of).toList()))
                .put("created", transaction.created().toString())
                .put(
                        "decided",
                        transaction
                                .decided()
                                .map(each -> (Data) Data.of(each.toString()))
                                .orElse(Data.NULL))
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
