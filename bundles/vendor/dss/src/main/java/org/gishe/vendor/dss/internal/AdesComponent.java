/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import java.net.URI;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.TimeStampSource;
import org.gishe.vendor.dss.Trust;
import org.gishe.vendor.dss.TrustState;
import org.gishe.vendor.dss.TrustedLists;
import org.gishe.vendor.dss.Verdict;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services. Every call goes {@link Inside}; the engine is made by the first one, which the warm-up usually is, so that
 * starting the bundle costs nothing.
 */
@Component(
        service = {Ades.class, TrustedLists.class},
        immediate = true)
public final class AdesComponent implements Ades, TrustedLists, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdesComponent.class);

    private static final Duration REFRESH = Duration.ofHours(3);
    private static final int WORKERS = 4;

    private final Path folder;
    private final Limits limits;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Inside.threads("gishe-dss"));
    private final ExecutorService workers = workers();
    // not the workers: they wait for the network, and would wait for one another
    private final ExecutorService network = Executors.newCachedThreadPool(Inside.threads("gishe-dss-network"));
    private @Nullable Engine engine;

    /** Lists are kept in the bundle's own folder. */
    @Activate
    public AdesComponent(BundleContext context) {
        this(context.getDataFile("lists").toPath(), Limits.STANDARD);
    }

    AdesComponent(Path folder, Limits limits) {
        this.folder = folder;
        this.limits = limits;
        timer.execute(this::warmUp);
    }

    private static ExecutorService workers() {
        var pool = new ThreadPoolExecutor(
                WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Inside.threads("gishe-dss-work"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private synchronized Engine engine() {
        if (engine == null) {
            var http = new Http(network);
            var trusts = new Trusts(http, workers, folder, REFRESH, InstantSource.system());
            engine = new Engine(http, trusts, limits);
            trusts.keepFresh(timer);
        }
        Providers.see();
        return engine;
    }

    private void warmUp() {
        long start = System.nanoTime();
        try {
            engine().warmUp();
            LOG.debug("Signatures are ready after {} ms", (System.nanoTime() - start) / 1_000_000);
        } catch (RuntimeException | LinkageError e) {
            if (timer.isShutdown()) {
                LOG.debug("Stopped while warming up", e);
            } else {
                LOG.error("Signatures can be neither made nor validated", e);
            }
        }
    }

    @Override
    public byte[] prepare(Facts facts, List<Document> documents) {
        return Inside.call(() -> engine().prepare(facts, documents));
    }

    @Override
    public byte[] complete(Facts facts, List<Document> documents, byte[] value, Means means) {
        return Inside.call(() -> engine().complete(facts, documents, value, means));
    }

    @Override
    public byte[] extend(Document signed, List<Document> detached, Level level, Means means) {
        return Inside.call(() -> engine().extend(signed, detached, level, means));
    }

    @Override
    public Verdict validate(Document signed, List<Document> detached, Trust trust) {
        return Inside.call(() -> engine().validate(signed, detached, trust));
    }

    @Override
    public TrustState state(Trust trust, boolean again) {
        return Inside.call(() -> engine().state(trust, again));
    }

    @Override
    public TimeStampSource timeStamps(URI authority) {
        return Inside.call(() -> engine().timeStamps(authority));
    }

    @Override
    public byte[] signTrustedList(byte[] xml, List<byte[]> chain, PrivateKey key) {
        return Inside.call(() -> {
            Providers.see();
            return new ListSigner().signTrustedList(xml, chain, key);
        });
    }

    /** Takes the threads down, and out of the JVM the provider that DSS put there, if it is this bundle's. */
    @Deactivate
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
        network.shutdownNow();
        Providers.remove();
    }
}
