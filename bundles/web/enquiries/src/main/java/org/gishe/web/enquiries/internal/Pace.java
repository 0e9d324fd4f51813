/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * How many requests a consumer may send in a window, on this node. Its headers are those of the IETF's draft
 * {@code draft-ietf-httpapi-ratelimit-headers}, sections 3 and 4. Thread-safe.
 */
final class Pace {

    private final int quota;
    private final int seconds;
    private final RateLimiterConfig config;
    /** As many as there are accounts of systems that came. */
    private final Map<String, Limit> limits = new ConcurrentHashMap<>();

    private record Limit(RateLimiter limiter, long since) {}

    Pace(int quota, int seconds) {
        this.quota = Math.max(1, quota);
        this.seconds = Math.max(1, seconds);
        this.config = RateLimiterConfig.custom()
                .limitForPeriod(this.quota)
                .limitRefreshPeriod(Duration.ofSeconds(this.seconds))
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    /**
     * Counts a request.
     *
     * @param headers told how much is left
     * @throws org.gishe.web.door.Problem when nothing is left
     */
    void take(String consumer, BiConsumer<String, String> headers) {
        Limit limit =
                limits.computeIfAbsent(consumer, name -> new Limit(RateLimiter.of(name, config), System.nanoTime()));
        boolean taken = limit.limiter().acquirePermission();
        int left = Math.max(0, limit.limiter().getMetrics().getAvailablePermissions());
        long window = Duration.ofSeconds(seconds).toNanos();
        long passed = (System.nanoTime() - limit.since()) % window;
        int reset = (int)
                Math.max(1, Duration.ofNanos(window - passed + 999_999_999).toSeconds());
        headers.accept("RateLimit-Policy", "\"default\";q=" + quota + ";w=" + seconds);
        headers.accept("RateLimit", "\"default\";r=" + (taken ? left : 0) + ";t=" + reset);
        if (!taken) {
            throw Problems.tooMany(reset, quota, seconds);
        }
    }
}
