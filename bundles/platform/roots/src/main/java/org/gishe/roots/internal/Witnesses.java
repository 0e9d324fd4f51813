/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.gishe.roots.Roots.Cosignature;
import org.gishe.roots.Roots.Root;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured witnesses, and how they are asked. What they answer is anybody's words until its signature holds. Thread-safe. */
@Component(service = Witnesses.class, configurationPid = "org.gishe.journal")
@Designate(ocd = RootsConfiguration.class)
public final class Witnesses {

    private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int LARGEST = 1 << 16;
    private static final Json.Limits LIMITS = Json.Limits.of(LARGEST);

    private final List<String> configured;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * A witness.
     *
     * @param name SHA-256 of its key, in hexadecimal
     */
    record Witness(String name, URI address, PublicKey key) {

        String brief() {
            return name.substring(0, 16);
        }
    }

    /** What a witness says to a root. */
    sealed interface Word {}

    record Signed(Cosignature cosignature) implements Word {}

    /** It has signed a tree of that size last: the proof has to begin there. */
    record Behind(long size) implements Word {}

    record Refused(String words) implements Word {}

    /** What it has signed last of a log; the signature holds. */
    record Latest(String text, Cosignature cosignature) {}

    @Activate
    public Witnesses(RootsConfiguration configuration) {
        this.configured = Arrays.stream(configuration.witnesses())
                .flatMap(each -> Arrays.stream(each.split(",")))
                .filter(each -> !each.isBlank())
                .toList();
    }

    /** Those whose key can be read now: a file may come later. */
    List<Witness> all() {
        var witnesses = new ArrayList<Witness>();
        for (String each : configured) {
            read(each).ifPresent(witnesses::add);
        }
        return witnesses;
    }

    /** Addresses of those that cannot be asked, because their key or address cannot be read. */
    List<String> unreadable() {
        return configured.stream()
                .filter(each -> read(each).isEmpty())
                .map(each -> each.strip().split("\\s+")[0])
                .toList();
    }

    private static Optional<Witness> read(String configured) {
        String[] parts = configured.strip().split("\\s+", 2);
        try {
            if (parts.length != 2) {
                throw new GeneralSecurityException("address and key are wanted");
            }
            PublicKey key =
                    Signatures.key(parts[1].startsWith("MFkw") ? parts[1] : Files.readString(Path.of(parts[1])));
            return Optional.of(new Witness(
                    Signatures.fingerprint(key.getEncoded()), URI.create(parts[0].replaceAll("/+$", "")), key));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            LOG.debug("The witness {} cannot be asked: {}", parts[0], e.toString());
            return Optional.empty();
        }
    }

    /**
     * Hands a root to a witness.
     *
     * @param from size of the tree from which the path leads
     * @throws IOException when it cannot be reached or answers nonsense
     */
    Word countersign(Witness witness, Root root, long from, List<byte[]> path) throws IOException {
        Data.Obj asked = Json.object()
                .put("statement", root.text())
                .put("seal", Base64.getEncoder().encodeToString(root.seal()))
                .put("certificate", Base64.getEncoder().encodeToString(root.certificate()))
                .put("from", from)
                .put(
                        "path",
                        Json.array(path.stream()
                                .map(hash -> (Data) Data.of(HexFormat.of().formatHex(hash)))
                                .toList()))
                .build();
        HttpResponse<byte[]> answer = ask(HttpRequest.newBuilder(URI.create(witness.address() + "/countersign"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.write(asked))));
        Data.Obj said = object(answer);
        switch (answer.statusCode()) {
            case 200 -> {
                return new Signed(cosignature(witness, root.text(), said));
            }
            case 409 -> {
                return new Behind(number(said, "size"));
            }
            case 422 -> {
                String words = said.text("/refused").orElse("it does not say why");
                return new Refused(words.substring(0, Math.min(500, words.length())));
            }
            default -> throw new IOException("it answers " + answer.statusCode());
        }
    }

    /** What it has signed last of that log; empty when nothing. */
    Optional<Latest> latest(Witness witness, String origin) throws IOException {
        HttpResponse<byte[]> answer = ask(HttpRequest.newBuilder(URI.create(
                        witness.address() + "/latest?origin=" + URLEncoder.encode(origin, StandardCharsets.UTF_8)))
                .GET());
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            throw new IOException("it answers " + answer.statusCode());
        }
        Data.Obj said = object(answer);
        String text = said.text("/statement").orElseThrow(() -> new IOException("it names no statement"));
        return Optional.of(new Latest(text, cosignature(witness, text, said)));
    }

    private static Cosignature cosignature(Witness witness, String text, Data.Obj said) throws IOException {
        try {
            var cosignature = new Cosignature(
                    witness.name(),
                    number(said, "time"),
                    Base64.getDecoder().decode(said.text("/signature").orElse("")));
            if (Signatures.cosigned(witness.key(), text, cosignature)) {
                return cosignature;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("its signature is no base64", e);
        }
        throw new IOException("its signature does not hold under the configured key");
    }

    private static long number(Data.Obj said, String name) throws IOException {
        if (said.members().get(name) instanceof Data.Num number) {
            try {
                return number.value().longValueExact();
            } catch (ArithmeticException e) {
                throw new IOException("it names no " + name, e);
            }
        }
        throw new IOException("it names no " + name);
    }

    private static Data.Obj object(HttpResponse<byte[]> answer) throws IOException {
        try {
            return Json.parse(answer.body(), LIMITS) instanceof Data.Obj object ? object : Data.EMPTY;
        } catch (MalformedJsonException e) {
            return Data.EMPTY;
        }
    }

    private HttpResponse<byte[]> ask(HttpRequest.Builder request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.timeout(ANSWER).build(), info -> new Bounded());
        try {
            return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("it cannot be reached: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("it does not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    /** Ends the connection of an answer that is too large. */
    private static final class Bounded implements BodySubscriber<byte[]> {

        private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
        private Flow.Subscription subscription;
        private long bytes;

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            whole.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> more) {
            bytes += more.stream().mapToLong(ByteBuffer::remaining).sum();
            if (bytes > LARGEST) {
                subscription.cancel();
                whole.onError(new IOException("its answer is too large"));
            } else {
                whole.onNext(more);
            }
        }

        @Override
        public void onError(Throwable error) {
            whole.onError(error);
        }

        @Override
        public void onComplete() {
            whole.onComplete();
        }
    }
}
