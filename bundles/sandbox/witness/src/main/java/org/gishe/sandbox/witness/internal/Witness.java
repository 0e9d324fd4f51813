/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.witness.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.witness.internal.Memory.Signed;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The second party: it countersigns a log's roots as long as each continues the last that it saw, and never takes a signature
 * back. Whoever shows it two histories gets its signature for one of them alone. The key that seals a log is the one that came with
 * its first root. Thread-safe.
 *
 * <ul>
 *   <li>{@code POST /witness/countersign}: {@code statement}, {@code seal}, {@code certificate}, {@code from}, {@code path};
 *       200 with {@code time} and {@code signature}, 409 with the {@code size} from which the path has to lead, 422 with {@code
 *       refused} and what was {@code seen}, 400 for nonsense
 *   <li>{@code GET /witness/latest?origin=}: what it signed last; {@code GET /witness/signed?origin=&from=}: all of it, by pages
 *   <li>{@code GET /witness/key}: its public key as PEM
 *   <li>{@code POST /witness/switches}: {@code down} makes it answer 503
 * </ul>
 */
@Component
public final class Witness implements Site {

    private static final int PAGE = 100;
    private static final int LONGEST_PATH = 64;

    private final InstantSource clock;
    private final KeyPair key;
    private final Memory memory;
    private volatile boolean down;

    @Activate
    public Witness(@Reference InstantSource clock) {
        this(clock, Path.of(System.getProperty("gishe.data", "data"), "sandbox", "witness"));
    }

    Witness(InstantSource clock, Path folder) {
        this.clock = clock;
        try {
            Files.createDirectories(folder);
            this.key = key(folder);
            this.memory = new Memory(folder.resolve("signed.jsonl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the sandbox's witness has no key", e);
        }
    }

    // ------------------------------------------------------------------ its key

    /** The private key is written first and whole; the public one is made of it. */
    private static KeyPair key(Path folder) throws IOException, GeneralSecurityException {
        Path hidden = folder.resolve("private.pem");
        Path shown = folder.resolve("key.pem");
        if (Files.exists(hidden) && Files.exists(shown)) {
            KeyFactory keys = KeyFactory.getInstance("EC");
            return new KeyPair(
                    keys.generatePublic(new X509EncodedKeySpec(unwrap(Files.readString(shown)))),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(unwrap(Files.readString(hidden)))));
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair made = generator.generateKeyPair();
        write(hidden, "PRIVATE KEY", made.getPrivate().getEncoded());
        write(shown, "PUBLIC KEY", made.getPublic().getEncoded());
        return made;
    }

    private static void write(Path file, String name, byte[] der) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, pem(name, der), StandardOpenOption.SYNC);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String pem(String name, byte[] der) {
        return "-----BEGIN " + name + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + name + "-----\n";
    }

    private static byte[] unwrap(String pem) {
        return Base64.getDecoder()
                .decode(pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", ""));
    }

    PublicKey publicKey() {
        return key.getPublic();
    }

    // ------------------------------------------------------------------ its addresses

    @Override
    public String path() {
        return "/witness";
    }

    @Override
    public Reply handle(Call call) throws IOException {
        String asked = call.method() + " " + call.path();
        if (asked.equals("POST /switches")) {
            down = call.object()
                    .filter(switches -> switches.members().get("down") instanceof Data.Bool flag && flag.value())
                    .isPresent();
            return Reply.json(200, Json.object().put("down", down).build());
        }
        if (down) {
            return Reply.empty(503);
        }
        return switch (asked) {
            case "POST /countersign" -> countersign(call);
            case "GET /latest" -> latest(call.query("origin"));
            case "GET /signed" -> signed(call.query("origin"), call.query("from"));
            case "GET /key" ->
                new Reply(
                        200,
                        Map.of("Content-Type", "application/x-pem-file"),
                        pem("PUBLIC KEY", key.getPublic().getEncoded()).getBytes(StandardCharsets.US_ASCII));
            default -> Reply.empty(404);
        };
    }

    private synchronized Reply latest(String origin) {
        return memory.last(origin).map(last -> Reply.json(200, told(last))).orElseGet(() -> Reply.empty(404));
    }

    private synchronized Reply signed(String origin, String from) {
        int first = from.matches("[0-9]{1,9}") ? Integer.parseInt(from) : 0;
        return Reply.json(
                200,
                Json.array(memory.page(origin, first, PAGE).stream()
                        .map(Witness::told)
                        .toList()));
    }

    private static Data.Obj told(Signed each) {
        return Json.object()
                .put("statement", each.statement())
                .put("time", each.time())
                .put("signature", each.signature())
                .build();
    }

    // ------------------------------------------------------------------ its word

    private record Asked(Checkpoint statement, byte[] seal, PublicKey key, long from, List<byte[]> path) {}

    private Reply countersign(Call call) throws IOException {
        Asked asked;
        try {
            asked = asked(call.object().orElseThrow(() -> new IllegalArgumentException("no object")));
            if (!verifies(asked)) {
                throw new IllegalArgumentException("the seal does not hold");
            }
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return Reply.json(
                    400, Json.object().put("refused", "" + e.getMessage()).build());
        }
        return answer(asked);
    }

    private static Asked asked(Data.Obj body) throws GeneralSecurityException {
        String text = text(body, "statement");
        var path = new ArrayList<byte[]>();
        if (body.members().get("path") instanceof Data.Arr hashes
                && hashes.items().size() <= LONGEST_PATH) {
            for (Data hash : hashes.items()) {
                path.add(HexFormat.of().parseHex(hash instanceof Data.Text hex ? hex.value() : ""));
            }
        } else {
            throw new IllegalArgumentException("no path");
        }
        if (!(body.members().get("from") instanceof Data.Num from)) {
            throw new IllegalArgumentException("no size to begin from");
        }
        PublicKey key = CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(text(body, "certificate"))))
                .getPublicKey();
        try {
            return new Asked(
                    Checkpoint.of(text),
                    Base64.getDecoder().decode(text(body, "seal")),
                    key,
                    from.value().longValueExact(),
                    path);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("no size to begin from", e);
        }
    }

    private static String text(Data.Obj body, String name) {
        return body.text("/" + name).orElseThrow(() -> new IllegalArgumentException("no " + name));
    }

    private static boolean verifies(Asked asked) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(asked.key().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initVerify(asked.key());
        signature.update(asked.statement().text().getBytes(StandardCharsets.UTF_8));
        return signature.verify(asked.seal());
    }

    /** One at a time: two roots that arrive together must not both continue the same one. */
    private synchronized Reply answer(Asked asked) throws IOException {
        Checkpoint now = asked.statement();
        String keyed = Base64.getEncoder().encodeToString(asked.key().getEncoded());
        Optional<Signed> last = memory.last(now.origin());
        if (last.isEmpty()) {
            if (asked.from() != 0) {
                return Reply.json(409, Json.object().put("size", 0).build());
            }
            if (!asked.path().isEmpty()) {
                return Reply.json(
                        400,
                        Json.object().put("refused", "a first root has no path").build());
            }
            return signed(now, keyed);
        }
        Signed before = last.get();
        if (before.statement().equals(now.text())) {
            return Reply.json(200, told(before)); // the answer was lost: the same once more
        }
        Checkpoint seen = Checkpoint.of(before.statement());
        if (!before.key().equals(keyed)) {
            return refused("another key seals this log than the one that began it", before);
        }
        if (now.size() < seen.size()) {
            return refused("it goes back: " + seen.size() + " entries were there, now " + now.size(), before);
        }
        if (now.size() == seen.size()) {
            return refused("another root of the same " + seen.size() + " entries was signed", before);
        }
        if (now.number() <= seen.number() || now.from() < seen.size()) {
            return refused("it is no root after the one that was signed", before);
        }
        if (now.from() == seen.size() && !now.previous().equals(seen.digest())) {
            return refused("it names another root before it than the one that was signed", before);
        }
        if (asked.from() != seen.size()) {
            return Reply.json(409, Json.object().put("size", seen.size()).build());
        }
        if (!now.continues(seen.size(), seen.hash(), asked.path())) {
            return refused("it does not continue the tree of " + seen.size() + " entries that was signed", before);
        }
        return signed(now, keyed);
    }

    private Reply signed(Checkpoint now, String keyed) throws IOException {
        long time = clock.instant().getEpochSecond();
        var signed = new Signed(now.origin(), now.text(), time, signature(now.text(), time), keyed);
        memory.add(signed);
        return Reply.json(200, told(signed));
    }

    private String signature(String text, long time) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(Checkpoint.cosigned(text, time));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the sandbox's witness cannot sign", e);
        }
    }

    private static Reply refused(String words, Signed seen) {
        return Reply.json(
                422, Json.object().put("refused", words).put("seen", told(seen)).build());
    }
}
