/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.work.internal;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.work.Works;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** One HTTP client for all works; redirects are followed by nobody, so that a plug-in sees where it is sent. */
@Component
public final class WorksComponent implements Works {

    private final InstantSource clock;
    private final ExecutorService threads;
    private final HttpClient http;

    @Activate
    public WorksComponent(@Reference InstantSource clock) {
        this.clock = clock;
        var number = new AtomicInteger();
        // Its threads end when idle: a client of Java 17 cannot be closed, only forgotten.
        this.threads = new ThreadPoolExecutor(0, 64, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            var thread = new Thread(task, "gishe-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
    }

    @Deactivate
    void close() {
        threads.shutdownNow();
    }

    @Override
    public OpenWork open(Order order, Enquirer enquirer) {
        return new Authority(order, enquirer);
    }

    @Override
    public OpenWork open(Order order) {
        return open(
                order,
                enquiry -> Answer.without(
                        Answer.Status.REFUSED, "this work has no right to ask a register", clock.instant()));
    }

    private final class Authority implements OpenWork {

        private final Order order;
        private final Enquirer enquirer;
        private volatile boolean closed;

        Authority(Order order, Enquirer enquirer) {
            this.order = order;
            this.enquirer = enquirer;
        }

        private Order live() {
            if (closed) {
                throw new IllegalStateException("this work is over");
            }
            return order;
        }

        @Override
        public String key() {
            return live().key();
        }

        @Override
        public Optional<Party> actor() {
            return live().actor();
        }

        @Override
        public Optional<Party> party() {
            return live().party();
        }

        @Override
        public LocalText purpose() {
            return live().purpose();
        }

        @Override
        public Locale language() {
            return live().language();
        }

        @Override
        public Instant deadline() {
            return live().deadline();
        }

        @Override
        public Instant now() {
            live();
            return clock.instant();
        }

        @Override
        public Answer enquire(Enquiry enquiry) {
            live();
            return enquirer.enquire(enquiry);
        }

        @Override
        public HttpClient http() {
            live();
            return http;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
