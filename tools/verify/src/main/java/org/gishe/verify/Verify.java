/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * Checks what the journal of a Gishe platform publishes, on any machine with Java 17, and believes the platform nothing. One file
 * with its own hashing and its own reading of every format, so that an auditor can read it in an hour; of others come JSON (Jackson)
 * and time-stamp tokens (Bouncy Castle). The formats stand in docs/verifying.md, which is enough to write another.
 *
 * <p>Exit codes: 0 all holds; 1 something does not; 2 it could not be checked.
 */
public final class Verify {

    static final int HOLDS = 0;
    static final int BROKEN = 1;
    static final int UNCHECKED = 2;

    private static final String HELP = """
            Checks the journal of a Gishe platform without believing the platform.

              java -jar gishe-verify.jar proof FILE [OPTION...]
                  an entry of your own, as downloaded from /api/v1/journal/SEQUENCE/proof: that its content belongs to it,
                  that it stands under the root, and that the root is sealed, time-stamped and countersigned
              java -jar gishe-verify.jar roots ADDRESS|FILE [OPTION...]
                  all roots, from the newest to the first: that each continues the one before it, seals, time-stamps,
                  countersignatures. ADDRESS: of the platform, for example https://gishe.example.bg; FILE: answers of
                  /api/v1/roots, one after the other, newest first

            Options
              --witness KEY       demand this witness's countersignatures; KEY: its public key, PEM file or base64. Several may
                                  be given. Get the key from the witness, not from the platform
              --witnessed ADDRESS ask the witness what it signed last, and demand to find it (roots; with one --witness)
              --tsa FILE          demand that time-stamps are by these certificates or by those they issued (PEM or DER). Without
                                  it a time-stamp is checked, but not whose it is
              --seal FILE         demand that seals are by these certificates (PEM or DER)
              --origin NAME       demand that every root is of the log of this name
              --roots ADDRESS|FILE
                                  check all roots too, and that the proof's root is one of them (proof)
              --late HOURS        how long after it was made a root may lack time-stamp or countersignature; 24 without
              --help              this

            Exit code 0: all that was looked at holds. 1: something does not hold. 2: it could not be looked at.
            """;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST = 1 << 26;
    private static final int PAGE = 100;

    /** Something does not hold. */
    private static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1L;

        BrokenException(String words) {
            super(words);
        }
    }

    /** It was asked wrongly, or cannot be read or reached. */
    private static final class UncheckedException extends Exception {
        private static final long serialVersionUID = 1L;

        UncheckedException(String words) {
            super(words);
        }
    }

    private final PrintStream out;
    private final Map<String, PublicKey> witnesses = new LinkedHashMap<>();
    private final Set<Certificate> stampers = new LinkedHashSet<>();
    private final Set<Certificate> sealers = new LinkedHashSet<>();
    private Optional<String> origin = Optional.empty();
    private Optional<String> witnessed = Optional.empty();
    private Optional<String> also = Optional.empty();
    private Duration late = Duration.ofHours(24);
    private final Map<String, Optional<String>> sealsSeen = new HashMap<>();
    private final Set<String> stampersSeen = new LinkedHashSet<>();

    private Verify(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(new PrintStream(System.out, true, StandardCharsets.UTF_8), arguments));
    }

    /** As the command line does; returns the exit code. */
    static int run(PrintStream out, String... arguments) {
        try {
            return new Verify(out).go(new ArrayDeque<>(List.of(arguments)));
        } catch (BrokenException e) {
            out.println("DOES NOT HOLD: " + printable(e.getMessage()));
            return BROKEN;
        } catch (UncheckedException e) {
            out.println("Could not be checked: " + printable(e.getMessage()));
            return UNCHECKED;
        } catch (RuntimeException e) { // hostile input that no check foresaw proves nothing
            out.println("Could not be checked: " + e);
            return UNCHECKED;
        }
    }

    private int go(Deque<String> arguments) throws BrokenException, UncheckedException {
        if (arguments.isEmpty()) {
            out.print(HELP);
            return UNCHECKED;
        }
        if (arguments.contains("--help")) {
            out.print(HELP);
            return HOLDS;
        }
        String command = arguments.remove();
        String what = value(command, arguments);
        while (!arguments.isEmpty()) {
            String option = arguments.remove();
            String value = value(option, arguments);
            switch (option) {
                case "--witness" -> witness(value);
                case "--witnessed" -> witnessed = Optional.of(value);
                case "--tsa" -> stampers.addAll(certificates(value));
                case "--seal" -> sealers.addAll(certificates(value));
                case "--origin" -> origin = Optional.of(value);
                case "--roots" -> also = Optional.of(value);
                case "--late" -> late = hours(value);
                default -> throw new UncheckedException("there is no option " + option + "; see --help");
            }
        }
        if (witnessed.isPresent() && witnesses.size() != 1) {
            throw new UncheckedException("--witnessed wants the key of that witness: one --witness");
        }
        switch (command) {
            case "proof" -> proof(what);
            case "roots" -> roots(what, Optional.empty());
            default -> throw new UncheckedException("there is no command " + command + "; see --help");
        }
        out.println("All that was looked at holds.");
        return HOLDS;
    }

    private static String value(String of, Deque<String> arguments) throws UncheckedException {
        if (arguments.isEmpty()) {
            throw new UncheckedException(of + " wants a value; see --help");
        }
        return arguments.remove();
    }

    private static Duration hours(String value) throws UncheckedException {
        if (!value.matches("[0-9]{1,6}")) {
            throw new UncheckedException("--late wants a number of hours");
        }
        return Duration.ofHours(Long.parseLong(value));
    }

    // ------------------------------------------------------------------ an entry

    private void proof(String file) throws BrokenException, UncheckedException {
        JsonNode proof = read(file);
        if (!text(proof, "format").equals("gishe-journal-proof/1")) {
            throw new UncheckedException("the file is of another format: " + text(proof, "format"));
        }
        JsonNode entry = child(proof, "entry");
        long sequence = number(entry, "sequence");
        if (entry.hasNonNull("payload")) {
            byte[] commitment =
                    sha256(hash(entry, "salt"), text(entry, "payload").getBytes(StandardCharsets.UTF_8));
            if (!Arrays.equals(commitment, hash(entry, "commitment"))) {
                throw new BrokenException("the content of entry " + sequence + " is not what was written then");
            }
            ok("the content of entry " + sequence + " is what was committed to: " + brief(text(entry, "payload")));
        } else if (entry.path("erased").asBoolean()) {
            note("the content of entry " + sequence + " was erased; its place in the journal is checked all the same");
        } else {
            note("the content of entry " + sequence
                    + " is not in the file, because it names somebody else; its place in the journal is checked");
        }
        byte[] hash = chained(entry, sequence);
        if (!Arrays.equals(hash, hash(entry, "hash"))) {
            throw new BrokenException("kind, time, person or commitment of entry " + sequence
                    + " were changed: its hash does not follow");
        }
        ok("entry " + sequence + ", kind " + text(entry, "kind") + ", of "
                + Instant.EPOCH.plus(number(entry, "micros"), java.time.temporal.ChronoUnit.MICROS)
                + ", has the hash that the chain has there");
        Root root = new Root(child(proof, "root"));
        if (number(proof, "index") != sequence - 1 || sequence <= root.from || sequence > root.size) {
            throw new BrokenException("the root does not cover entry " + sequence);
        }
        if (!Arrays.equals(climb(leaf(hash), sequence - 1, root.size, hashes(proof, "path")), root.hash)) {
            throw new BrokenException("entry " + sequence + " does not stand under root " + root.number);
        }
        ok("entry " + sequence + " stands under root " + root.number + " of " + root.origin + ", over the entries "
                + (root.from + 1) + " to " + root.size);
        single(root);
        if (also.isPresent()) {
            roots(also.get(), Optional.of(root));
        } else {
            note(
                    "that this root belongs to the one history that everybody is shown is checked with --roots and --witness");
        }
    }

    /** The chain's hash: version 1 of the leaf. */
    private static byte[] chained(JsonNode entry, long sequence) throws UncheckedException {
        if (number(entry, "version") != 1) {
            throw new UncheckedException("the entry is of a version that this program does not know");
        }
        byte[] kind = text(entry, "kind").getBytes(StandardCharsets.UTF_8);
        if (kind.length > 0xFFFF) {
            throw new UncheckedException("the entry has no kind");
        }
        ByteBuffer bytes = ByteBuffer.allocate(32 + 1 + 8 + 8 + 2 + kind.length + 1 + 32 + 32)
                .put(hash(entry, "previous"))
                .put((byte) 1)
                .putLong(sequence)
                .putLong(number(entry, "micros"))
                .putShort((short) kind.length)
                .put(kind)
                .put((byte) 1)
                .put(hash(entry, "person"))
                .put(hash(entry, "commitment"));
        return sha256(bytes.array());
    }

    /** What can be said of a root that is looked at alone. */
    private void single(Root root) throws BrokenException, UncheckedException {
        seal(root);
        ok("root " + root.number + " is sealed by "
                + sealsSeen.get(root.certificate).orElse("the platform"));
        Optional<Instant> stamp = stamp(root);
        if (stamp.isPresent()) {
            ok("root " + root.number + " is time-stamped: it existed at " + stamp.get()
                    + " (made, by the platform's word, at " + root.made + ")");
            if (root.made.plus(late).isBefore(stamp.get())) {
                throw new BrokenException(
                        "root " + root.number + " was stamped " + words(Duration.between(root.made, stamp.get()))
                                + " after it says that it was made; --late HOURS allows more");
            }
        } else {
            note("root " + root.number + " has no time-stamp yet");
        }
        whose();
        for (Map.Entry<String, PublicKey> witness : witnesses.entrySet()) {
            Optional<Instant> signed = cosigned(root, witness.getKey(), witness.getValue());
            if (signed.isPresent()) {
                ok("witness " + brief16(witness.getKey()) + " countersigned root " + root.number + " at "
                        + signed.get());
            } else if (also.isEmpty()) {
                throw new BrokenException("witness " + brief16(witness.getKey()) + " has not countersigned root "
                        + root.number + "; a later root may be: download the proof again, or add --roots");
            }
        }
    }

    // ------------------------------------------------------------------ all roots

    /** What is known of roots above the one at hand: by then this one existed too, because they name it. */
    private static final class Covered {
        private Optional<Instant> first = Optional.empty();
        private long newest;
        private long count;
        private long bare;
        private long tooLate;
        private Optional<Instant> oldestBare = Optional.empty();

        void add(Root root, Optional<Instant> at, Duration late) {
            if (at.isPresent()) {
                count++;
                newest = Math.max(newest, root.number);
                first = Optional.of(
                        first.filter(earlier -> earlier.isBefore(at.get())).orElse(at.get()));
            }
            if (first.isEmpty()) {
                bare++;
                oldestBare = Optional.of(root.made);
            } else if (root.made.plus(late).isBefore(first.get())) {
                tooLate++;
            }
        }
    }

    private void roots(String where, Optional<Root> wanted) throws BrokenException, UncheckedException {
        Optional<Root> last = witnessed.isPresent() ? Optional.of(latest(where)) : Optional.empty();
        var stamps = new Covered();
        var cosignatures = new LinkedHashMap<String, Covered>();
        witnesses.keySet().forEach(name -> cosignatures.put(name, new Covered()));
        var origins = new LinkedHashSet<String>();
        Optional<Root> newest = Optional.empty();
        Optional<Root> above = Optional.empty();
        boolean found = wanted.isEmpty();
        boolean seen = last.isEmpty();
        try (Pages pages = Pages.of(where)) {
            for (Optional<JsonNode> next = pages.next(); next.isPresent(); next = pages.next()) {
                var root = new Root(next.get());
                if (above.isPresent()) {
                    follows(root, above.get());
                } else {
                    newest = Optional.of(root);
                }
                origins.add(root.origin);
                seal(root);
                stamps.add(root, stamp(root), late);
                for (Map.Entry<String, PublicKey> witness : witnesses.entrySet()) {
                    cosignatures
                            .get(witness.getKey())
                            .add(root, cosigned(root, witness.getKey(), witness.getValue()), late);
                }
                if (wanted.isPresent() && wanted.get().number == root.number) {
                    found = same(wanted.get(), root, "the proof's root ");
                }
                if (last.isPresent() && last.get().number == root.number) {
                    seen = same(last.get(), root, "the root that the witness signed last, ");
                }
                above = Optional.of(root);
            }
        } catch (IOException e) {
            throw new UncheckedException(where + " cannot be read: " + e);
        }
        if (newest.isEmpty()) {
            throw new UncheckedException("there are no roots");
        }
        Root first = above.orElseThrow();
        if (first.number != 1 || first.from != 0 || !first.previous.equals("0".repeat(64)) || !first.path.isEmpty()) {
            throw new BrokenException("the roots end at number " + first.number + ", which is not a first one");
        }
        Root top = newest.get();
        ok(top.number + " roots over " + top.size + " entries, made from " + first.made + " to " + top.made
                + ": each continues the one before it");
        origins(origins);
        ok("all are sealed, by " + String.join(" and by ", names()));
        if (!found) {
            throw new BrokenException("the proof's root " + wanted.orElseThrow().number + " is not among them");
        }
        if (wanted.isPresent()) {
            ok("the proof's root " + wanted.get().number + " is one of them");
        }
        if (!seen) {
            throw new BrokenException("the witness has signed root " + last.orElseThrow().number + " over "
                    + last.get().size + " entries, which is not among them: a tail was removed");
        }
        last.ifPresent(each -> ok("what the witness says it signed last, root " + each.number + ", is one of them"));
        tell(stamps, top, "time-stamped", "time-stamp");
        whose();
        for (Map.Entry<String, Covered> each : cosignatures.entrySet()) {
            if (each.getValue().count == 0) {
                throw new BrokenException("witness " + brief16(each.getKey()) + " has countersigned none of them");
            }
            tell(each.getValue(), top, "countersigned by witness " + brief16(each.getKey()), "countersignature");
        }
        if (witnesses.isEmpty()) {
            note("no witness was asked for (--witness KEY): whether others are shown the same history is not checked");
        }
    }

    private void origins(Set<String> origins) throws BrokenException {
        if (origin.isPresent() && !origins.equals(Set.of(origin.get()))) {
            throw new BrokenException(
                    "not all roots are of the log " + origin.get() + ": " + String.join(", ", origins));
        }
        if (origins.size() > 1) {
            note("ATTENTION: the log changed its name, newest first: " + String.join(", ", origins)
                    + ". Witnesses count each name as another log; ask why it was changed");
        } else {
            ok("the log is " + origins.iterator().next());
        }
    }

    private void tell(Covered covered, Root top, String how, String what) throws BrokenException {
        if (covered.count == 0) {
            note("none is " + how);
        } else {
            ok(covered.count + " are " + how + ", the newest of them root " + covered.newest
                    + "; each covers all roots before it");
        }
        if (covered.tooLate > 0) {
            throw new BrokenException(
                    covered.tooLate + " roots got their first " + what + " more than " + words(late)
                            + " after they say that they were made: somebody was away, or they were made later. --late HOURS allows more");
        }
        if (covered.bare > 0) {
            Instant oldest = covered.oldestBare.orElseThrow();
            String words = covered.bare + " roots at the end wait for a " + what + ", the oldest was made at " + oldest;
            if (oldest.plus(late).isBefore(top.made)) {
                throw new BrokenException(words);
            }
            note(words);
        }
    }

    private static boolean same(Root one, Root other, String name) throws BrokenException {
        if (!one.statement.equals(other.statement)) {
            throw new BrokenException(name + one.number + ", says something else than the root of that number here: "
                    + "two histories were shown");
        }
        return true;
    }

    private static void follows(Root root, Root next) throws BrokenException {
        if (root.number != next.number - 1) {
            throw new BrokenException(
                    "root " + (next.number - 1) + " is missing: after " + next.number + " comes " + root.number);
        }
        if (next.from != root.size) {
            throw new BrokenException("root " + next.number + " does not begin where root " + root.number + " ends");
        }
        if (!next.previous.equals(hex(sha256(root.statement.getBytes(StandardCharsets.UTF_8))))) {
            throw new BrokenException("root " + next.number + " names another root before it than root " + root.number);
        }
        if (!continues(root.size, root.hash, next.size, next.hash, next.path)) {
            throw new BrokenException("root " + next.number + " does not continue root " + root.number
                    + ": something was changed in the entries 1 to " + root.size);
        }
    }

    // ------------------------------------------------------------------ a root

    /** A root as it was published: the statement counts; what stands beside it must say the same. */
    private static final class Root {
        private final String statement;
        private final String origin;
        private final long size;
        private final byte[] hash;
        private final long number;
        private final long from;
        private final String previous;
        private final Instant made;
        private final byte[] seal;
        private final String certificate;
        private final List<byte[]> path;
        private final Optional<byte[]> token;
        private final JsonNode cosignatures;

        Root(String statement) throws BrokenException {
            String[] lines = statement.split("\n", -1);
            if (lines.length != 8
                    || !lines[1].matches("[1-9][0-9]{0,17}")
                    || !lines[3].matches("number [1-9][0-9]{0,17}")
                    || !lines[4].matches("from (0|[1-9][0-9]{0,17})")
                    || !lines[5].matches("previous [0-9a-f]{64}")
                    || !lines[6].startsWith("made ")
                    || !lines[7].isEmpty()) {
                throw new BrokenException("the statement of a root is none");
            }
            try {
                this.hash = Base64.getDecoder().decode(lines[2]);
                this.made = Instant.parse(lines[6].substring(5));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new BrokenException("the statement of a root is none");
            }
            this.statement = statement;
            this.origin = lines[0];
            this.size = Long.parseLong(lines[1]);
            this.number = Long.parseLong(lines[3].substring(7));
            this.from = Long.parseLong(lines[4].substring(5));
            this.previous = lines[5].substring(9);
            if (hash.length != 32 || from >= size) {
                throw new BrokenException("the statement of a root is none");
            }
            this.seal = new byte[0];
            this.certificate = "";
            this.path = List.of();
            this.token = Optional.empty();
            this.cosignatures = JSON.createArrayNode();
        }

        Root(JsonNode json) throws BrokenException, UncheckedException {
            var said = new Root(text(json, "statement"));
            this.statement = said.statement;
            this.origin = said.origin;
            this.size = said.size;
            this.hash = said.hash;
            this.number = said.number;
            this.from = said.from;
            this.previous = said.previous;
            this.made = said.made;
            if (number(json, "number") != number
                    || number(json, "size") != size
                    || number(json, "from") != from
                    || !text(json, "hash").equals(hex(hash))
                    || !text(json, "origin").equals(origin)
                    || !text(json, "made").equals(made.toString())
                    || !text(json, "digest").equals(hex(sha256(statement.getBytes(StandardCharsets.UTF_8))))) {
                throw new BrokenException(
                        "what stands beside the statement of root " + number + " does not say the same");
            }
            this.seal = base64(json, "seal");
            this.certificate = text(json, "certificate");
            this.path = hashes(json, "path");
            this.token =
                    json.hasNonNull("stamp") ? Optional.of(base64(child(json, "stamp"), "token")) : Optional.empty();
            this.cosignatures = json.path("cosignatures");
        }
    }

    private void seal(Root root) throws BrokenException, UncheckedException {
        try {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getDecoder().decode(root.certificate)));
            if (!sealers.isEmpty() && !sealers.contains(certificate)) {
                throw new BrokenException("root " + root.number + " is sealed by another: " + name(certificate));
            }
            if (!verifies(certificate.getPublicKey(), root.statement.getBytes(StandardCharsets.UTF_8), root.seal)) {
                throw new BrokenException("the seal of root " + root.number + " does not hold");
            }
            sealsSeen.put(root.certificate, Optional.of(name(certificate)));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new BrokenException("root " + root.number + " carries no certificate of its seal");
        }
    }

    private List<String> names() {
        return sealsSeen.values().stream().flatMap(Optional::stream).toList();
    }

    /** The authority's time, if there is a time-stamp. */
    private Optional<Instant> stamp(Root root) throws BrokenException {
        if (root.token.isEmpty()) {
            return Optional.empty();
        }
        try {
            var token = new TimeStampToken(new CMSSignedData(root.token.get()));
            var info = token.getTimeStampInfo();
            if (!info.getMessageImprintAlgOID().getId().equals("2.16.840.1.101.3.4.2.1")
                    || !Arrays.equals(
                            info.getMessageImprintDigest(), sha256(root.statement.getBytes(StandardCharsets.UTF_8)))) {
                throw new BrokenException("the time-stamp of root " + root.number + " stamps something else");
            }
            Collection<X509CertificateHolder> signers = token.getCertificates().getMatches(token.getSID());
            if (signers.size() != 1) {
                throw new BrokenException(
                        "the time-stamp of root " + root.number + " carries no certificate of its signer");
            }
            X509CertificateHolder signer = signers.iterator().next();
            token.validate(new JcaSimpleSignerInfoVerifierBuilder()
                    .build(signer)); // signature, certificate's id, purpose, validity
            Instant at = info.getGenTime().toInstant();
            X509Certificate certificate = certificate(signer);
            if (!stampers.isEmpty()) {
                trusted(root, certificate, token, at);
            }
            stampersSeen.add(name(certificate));
            return Optional.of(at);
        } catch (CMSException
                | TSPException
                | IOException
                | OperatorCreationException
                | CertificateException
                | RuntimeException e) {
            throw new BrokenException("the time-stamp of root " + root.number + " does not hold: " + e.getMessage());
        }
    }

    private static X509Certificate certificate(X509CertificateHolder holder) throws CertificateException, IOException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
    }

    /** By a given certificate, or by one that leads to it; at the stamp's time, revocation not asked. */
    private void trusted(Root root, X509Certificate signer, TimeStampToken token, Instant at)
            throws BrokenException, CertificateException, IOException {
        if (stampers.contains(signer)) {
            return;
        }
        var anchors = new HashSet<TrustAnchor>();
        stampers.forEach(each -> anchors.add(new TrustAnchor((X509Certificate) each, null)));
        var carried = new ArrayList<X509Certificate>();
        for (X509CertificateHolder each : token.getCertificates().getMatches(null)) {
            carried.add(certificate(each));
        }
        try {
            var target = new X509CertSelector();
            target.setCertificate(signer);
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(carried)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (GeneralSecurityException e) {
            throw new BrokenException("root " + root.number + " is time-stamped by another: " + name(signer));
        }
    }

    private void whose() {
        if (!stampersSeen.isEmpty()) {
            note("time-stamps are by " + String.join(" and by ", stampersSeen)
                    + (stampers.isEmpty()
                            ? "; whether that authority is to be believed was not checked (--tsa FILE)"
                            : ""));
        }
    }

    private static Optional<Instant> cosigned(Root root, String name, PublicKey key)
            throws BrokenException, UncheckedException {
        for (JsonNode each : root.cosignatures) {
            if (text(each, "witness").equals(name)) {
                return Optional.of(cosignature(root, key, each));
            }
        }
        return Optional.empty();
    }

    private static Instant cosignature(Root root, PublicKey key, JsonNode signed)
            throws BrokenException, UncheckedException {
        long time = number(signed, "time");
        String text = "gishe-cosignature/1\ntime " + time + "\n" + root.statement;
        if (!verifies(key, text.getBytes(StandardCharsets.UTF_8), base64(signed, "signature"))) {
            throw new BrokenException("the witness's countersignature of root " + root.number + " does not hold: "
                    + "it signed something else");
        }
        return Instant.ofEpochSecond(time);
    }

    /** What the witness itself says that it signed last. */
    private Root latest(String where) throws BrokenException, UncheckedException {
        String log;
        try (Pages pages = Pages.of(where)) {
            log = new Root(pages.next().orElseThrow(() -> new UncheckedException("there are no roots"))).origin;
        } catch (IOException e) {
            throw new UncheckedException(where + " cannot be read: " + e);
        }
        JsonNode said;
        try {
            said = JSON.readTree(Pages.get(URI.create(witnessed.orElseThrow().replaceAll("/+$", "") + "/latest?origin="
                    + URLEncoder.encode(log, StandardCharsets.UTF_8))));
        } catch (IOException | IllegalArgumentException e) {
            throw new UncheckedException("the witness cannot be asked: " + e);
        }
        var root = new Root(text(said, "statement"));
        cosignature(root, witnesses.values().iterator().next(), said);
        if (!root.origin.equals(log)) {
            throw new BrokenException("the witness tells of another log");
        }
        return root;
    }

    // ------------------------------------------------------------------ the tree, RFC 9162 section 2.1

    private static byte[] leaf(byte[] entry) {
        return sha256(new byte[] {0}, entry);
    }

    private static byte[] node(byte[] left, byte[] right) {
        return sha256(new byte[] {1}, left, right);
    }

    /** Hash of the root to which a path leads from a leaf (section 2.1.3.2); empty array when it leads nowhere. */
    static byte[] climb(byte[] leaf, long index, long size, List<byte[]> path) {
        long fn = index;
        long sn = size - 1;
        byte[] r = leaf;
        for (byte[] p : path) {
            if (sn == 0) {
                return new byte[0];
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = node(p, r);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                r = node(r, p);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 ? r : new byte[0];
    }

    /** Whether the second tree continues the first (section 2.1.4.2), 0 &lt; first &lt; second. */
    static boolean continues(long first, byte[] firstHash, long second, byte[] secondHash, List<byte[]> given) {
        if (given.isEmpty() || first <= 0 || first >= second) {
            return false;
        }
        var path = new ArrayList<>(given);
        if (Long.bitCount(first) == 1) {
            path.add(0, firstHash);
        }
        long fn = first - 1;
        long sn = second - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        byte[] fr = path.get(0);
        byte[] sr = path.get(0);
        for (byte[] c : path.subList(1, path.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = node(c, fr);
                sr = node(c, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = node(sr, c);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Arrays.equals(fr, firstHash) && Arrays.equals(sr, secondHash);
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean verifies(PublicKey key, byte[] data, byte[] value) {
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initVerify(key);
            signature.update(data);
            return signature.verify(value);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    // ------------------------------------------------------------------ what is read

    /** Roots one after the other, newest first, of an address or a file. */
    private interface Pages extends AutoCloseable {

        Optional<JsonNode> next() throws IOException, UncheckedException;

        @Override
        void close() throws IOException;

        static Pages of(String where) throws IOException {
            return where.startsWith("http://") || where.startsWith("https://")
                    ? new Online(where)
                    : new Saved(Path.of(where));
        }

        static byte[] get(URI address) throws IOException {
            try {
                HttpResponse<InputStream> answer = HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(10))
                        .build()
                        .send(
                                HttpRequest.newBuilder(address)
                                        .header("Accept", "application/json")
                                        .timeout(Duration.ofSeconds(60))
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = answer.body()) {
                    if (answer.statusCode() != 200) {
                        throw new IOException(address + " answers " + answer.statusCode());
                    }
                    byte[] bytes = body.readNBytes(LARGEST + 1);
                    if (bytes.length > LARGEST) {
                        throw new IOException(address + " answers too much");
                    }
                    return bytes;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private static final class Online implements Pages {
        private final String address;
        private final ArrayDeque<JsonNode> page = new ArrayDeque<>();
        private long before = Long.MAX_VALUE / 10;
        private boolean end;

        Online(String address) {
            this.address = address.replaceAll("/+$", "").replaceAll("/api/v1/roots$", "");
        }

        @Override
        public Optional<JsonNode> next() throws IOException, UncheckedException {
            if (page.isEmpty() && !end) {
                JsonNode answer = JSON.readTree(
                        Pages.get(URI.create(address + "/api/v1/roots?limit=" + PAGE + "&before=" + before)));
                answer.path("roots").forEach(page::add);
                long next = answer.path("next").asLong(0);
                end = next <= 0 || next >= before || page.isEmpty();
                before = next;
            }
            return Optional.ofNullable(page.poll());
        }

        @Override
        public void close() {
            page.clear();
        }
    }

    private static final class Saved implements Pages {
        private final InputStream file;
        private final MappingIterator<JsonNode> values;
        private final ArrayDeque<JsonNode> page = new ArrayDeque<>();

        Saved(Path path) throws IOException {
            this.file = Files.newInputStream(path);
            this.values = JSON.readerFor(JsonNode.class).readValues(file);
        }

        @Override
        public Optional<JsonNode> next() throws IOException {
            while (page.isEmpty() && values.hasNextValue()) {
                JsonNode value = values.nextValue();
                if (value.has("roots")) {
                    value.path("roots").forEach(page::add);
                } else {
                    page.add(value);
                }
            }
            return Optional.ofNullable(page.poll());
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static JsonNode read(String file) throws UncheckedException {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > LARGEST) {
                throw new UncheckedException(file + " is too large");
            }
            return JSON.readTree(Files.readAllBytes(path));
        } catch (JsonProcessingException e) {
            throw new UncheckedException(file + " is no JSON");
        } catch (IOException e) {
            throw new UncheckedException(file + " cannot be read: " + e);
        }
    }

    private void witness(String value) throws UncheckedException {
        try {
            Path file = value.length() < 1000 && !value.startsWith("MFkw") ? Path.of(value) : null;
            String text = file == null ? value : Files.readString(file);
            byte[] der = Base64.getDecoder()
                    .decode(text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", ""));
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
            witnesses.put(hex(sha256(key.getEncoded())), key);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new UncheckedException("the witness's key cannot be read: " + e);
        }
    }

    private static Collection<? extends Certificate> certificates(String file) throws UncheckedException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new UncheckedException(file + " holds no certificate");
            }
            return certificates;
        } catch (IOException | CertificateException e) {
            throw new UncheckedException(file + " cannot be read: " + e);
        }
    }

    private static JsonNode child(JsonNode json, String name) throws UncheckedException {
        JsonNode child = json.path(name);
        if (!child.isObject()) {
            throw new UncheckedException("there is no " + name + " in what was read");
        }
        return child;
    }

    private static String text(JsonNode json, String name) throws UncheckedException {
        JsonNode text = json.path(name);
        if (!text.isTextual()) {
            throw new UncheckedException("there is no " + name + " in what was read");
        }
        return text.textValue();
    }

    private static long number(JsonNode json, String name) throws UncheckedException {
        JsonNode number = json.path(name);
        if (!number.isIntegralNumber() || !number.canConvertToLong()) {
            throw new UncheckedException("there is no " + name + " in what was read");
        }
        return number.longValue();
    }

    private static byte[] hash(JsonNode json, String name) throws UncheckedException {
        return hash(text(json, name));
    }

    private static byte[] hash(String hex) throws UncheckedException {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new UncheckedException("a hash has 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(hex);
    }

    private static List<byte[]> hashes(JsonNode json, String name) throws UncheckedException {
        JsonNode given = json.path(name);
        if (!given.isArray() || given.size() > 128) {
            throw new UncheckedException("there is no " + name + " in what was read");
        }
        var hashes = new ArrayList<byte[]>();
        for (JsonNode each : given) {
            hashes.add(hash(each.asText()));
        }
        return hashes;
    }

    private static byte[] base64(JsonNode json, String name) throws UncheckedException {
        try {
            return Base64.getDecoder().decode(text(json, name));
        } catch (IllegalArgumentException e) {
            throw new UncheckedException(name + " is no base64");
        }
    }

    // ------------------------------------------------------------------ what is said

    private void ok(String words) {
        out.println("holds  " + printable(words));
    }

    private void note(String words) {
        out.println("note   " + printable(words));
    }

    /** What was read may hold anything: nothing of it steers a terminal. */
    private static String printable(String words) {
        return ("" + words).replaceAll("\\p{Cntrl}", " ");
    }

    private static String brief(String text) {
        return text.length() > 300 ? text.substring(0, 300) + " …" : text;
    }

    private static String brief16(String name) {
        return name.substring(0, 16);
    }

    private static String name(X509Certificate certificate) {
        try {
            return certificate.getSubjectX500Principal().getName() + " (SHA-256 "
                    + hex(sha256(certificate.getEncoded())) + ")";
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String words(Duration time) {
        return time.toHours() < 48 ? time.toHours() + " hours" : time.toDays() + " days";
    }
}
