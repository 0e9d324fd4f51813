/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import eu.europa.esig.dss.spi.client.http.DataLoader;
import eu.europa.esig.dss.spi.exception.DSSExternalResourceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The network: http and https alone, answers bounded in size and time. Addresses that stand in certificates are anybody's
 * words, so this machine and private networks are asked only by name of the trust's owner.
 */
final class Http {

    private static final int REDIRECTS = 3;
    private static final int CACHED = 256;
    private static final long CACHED_BYTES = 32L * Limits.MEBI;

    private final HttpClient client;
    private final Map<String, Cached> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cachedBytes;

    private record Cached(byte[] bytes, long until) {}

    /**
     * What one question may cost.
     *
     * @param bytes of the answer
     * @param time from the question to the answer's end, redirects included
     */
    record Bound(int bytes, Duration time) {}

    Http(Executor executor) {
        client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
    }

    /**
     * Asks.
     *
     * @param type of the body; null to GET
     * @param hosts that may have an address that is not public; null for any
     * @throws IOException with what went wrong, without the address's query
     */
    byte[] ask(URI address, @Nullable String type, byte @Nullable [] body, Bound bound, @Nullable Set<String> hosts)
            throws IOException {
        long deadline = System.nanoTime() + bound.time().toNanos();
        URI at = address;
        for (int i = 0; i <= REDIRECTS; i++) {
            checkAddress(at, hosts);
            HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(bound.time());
            if (body == null) {
                request.GET();
            } else {
                request.header("Content-Type", type).POST(BodyPublishers.ofByteArray(body));
            }
            HttpResponse<byte[]> answer = send(request.build(), bound.bytes(), deadline);
            int status = answer.statusCode();
            if (status == 200) {
                return answer.body();
            }
            String next = answer.headers().firstValue("Location").orElse(null);
            if (status < 300 || status >= 400 || next == null || body != null) {
                throw new IOException("status " + status + " from " + at.getHost());
            }
            try {
                at = at.resolve(next);
            } catch (IllegalArgumentException e) {
                throw new IOException("a redirect to nowhere from " + at.getHost(), e);
            }
        }
        throw new IOException("too many redirects from " + address.getHost());
    }

    private HttpResponse<byte[]> send(HttpRequest request, int most, long deadline) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, information -> new Bounded(most));
        try {
            return answer.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer in time from " + request.uri().getHost(), e);
        } catch (ExecutionException e) {
            throw new IOException("no answer from " + request.uri().getHost() + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void checkAddress(URI address, @Nullable Set<String> hosts) throws IOException {
        String host = address.getHost();
        if (host == null || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
            throw new IOException("an address that is neither http nor https");
        }
        if (hosts == null || hosts.contains(host.toLowerCase(Locale.ROOT))) {
            return;
        }
        for (InetAddress one : InetAddress.getAllByName(host)) {
            if (!isPublic(one)) {
                throw new IOException("the address of " + host + " is not public");
            }
        }
    }

    private static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return !(address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || uniqueLocal
                || shared);
    }

    private synchronized byte @Nullable [] cached(String key) {
        Cached cached = cache.get(key);
        return cached == null || System.nanoTime() - cached.until() > 0 ? null : cached.bytes();
    }

    private synchronized void keep(String key, byte[] bytes, Duration time) {
        forget(cache.put(key, new Cached(bytes, System.nanoTime() + time.toNanos())));
        cachedBytes += bytes.length;
        var oldest = cache.values().iterator();
        while ((cache.size() > CACHED || cachedBytes > CACHED_BYTES) && oldest.hasNext()) {
            Cached gone = oldest.next();
            oldest.remove();
            forget(gone);
        }
    }

    private void forget(@Nullable Cached gone) {
        if (gone != null) {
            cachedBytes -= gone.bytes().length;
        }
    }

    /** The network for one call: certificates and revocation data. Not for several threads. */
    Call call(Set<String> hosts, boolean fresh) {
        return new Call(hosts, fresh);
    }

    /** Counts what one call asks, so that a signature with many certificates cannot keep it busy. */
    final class Call implements DataLoader {

        private static final long serialVersionUID = 1L;
        private static final int MOST = 60;
        private static final Duration WHOLE = Duration.ofSeconds(60);
        private static final Duration ONE = Duration.ofSeconds(10);
        private static final int BYTES = 16 * Limits.MEBI;
        private static final Duration KEEP_GET = Duration.ofMinutes(10);
        private static final Duration KEEP_POST = Duration.ofMinutes(1);

        private final transient Set<String> hosts;
        private final boolean fresh;
        private final long deadline = System.nanoTime() + WHOLE.toNanos();
        private int asked;
        private String type = "application/octet-stream";

        private Call(Set<String> hosts, boolean fresh) {
            this.hosts = hosts;
            this.fresh = fresh;
        }

        @Override
        public byte[] get(String url) {
            return ask(url, null);
        }

        @Override
        public DataAndUrl get(List<String> urls) {
            RuntimeException last = new DSSExternalResourceException("no address");
            for (String url : urls) {
                try {
                    return new DataAndUrl(url, get(url));
                } catch (DSSExternalResourceException e) {
                    last = e;
                }
            }
            throw last;
        }

        @Override
        public byte[] post(String url, byte[] content) {
            return ask(url, content);
        }

        @Override
        public void setContentType(String contentType) {
            type = contentType;
        }

        private byte[] ask(String url, byte @Nullable [] body) {
            // who may ask one address may not see what another trust was answered there
            String key = hosts + "\n" + url
                    + (body == null ? "" : "\n" + Base64.getEncoder().encodeToString(body));
            byte[] known = fresh ? null : cached(key);
            if (known != null) {
                return known;
            }
            asked++;
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (asked > MOST || left.isNegative() || left.isZero()) {
                throw new DSSExternalResourceException("this signature asks too much of the network");
            }
            try {
                Duration time = left.compareTo(ONE) < 0 ? left : ONE;
                byte[] answer = Http.this.ask(URI.create(url), type, body, new Bound(BYTES, time), hosts);
                keep(key, answer, body == null ? KEEP_GET : KEEP_POST);
                return answer;
            } catch (IOException | IllegalArgumentException e) {
                throw new DSSExternalResourceException(e.getMessage(), e);
            }
        }
    }

    /** Bytes up to a bound. */
    private static final class Bounded implements BodySubscriber<byte[]> {

        private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
        private final CompletableFuture<byte[]> result = new CompletableFuture<>();
        private final int most;
        private long seen;
        private Flow.@Nullable Subscription subscription;

        Bounded(int most) {
            this.most = most;
            bytes.getBody().whenComplete((body, failure) -> {
                if (failure == null) {
                    result.complete(body);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return result;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            bytes.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            seen += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (seen > most) {
                subscription.cancel();
                result.completeExceptionally(new IOException("an answer of more than " + most + " bytes"));
            } else {
                bytes.onNext(buffers);
            }
        }

        @Override
        public void onError(Throwable failure) {
            bytes.onError(failure);
        }

        @Override
        public void onComplete() {
            bytes.onComplete();
        }
    }
}
