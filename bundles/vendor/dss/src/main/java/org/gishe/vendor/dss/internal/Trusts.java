/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.DSSException;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.tsl.LOTLInfo;
import eu.europa.esig.dss.model.tsl.TLInfo;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.client.http.DSSFileLoader;
import eu.europa.esig.dss.spi.exception.DSSExternalResourceException;
import eu.europa.esig.dss.spi.tsl.TrustedListsCertificateSource;
import eu.europa.esig.dss.spi.x509.CertificateSource;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.tsl.job.TLValidationJob;
import eu.europa.esig.dss.tsl.source.LOTLSource;
import eu.europa.esig.dss.tsl.sync.SynchronizationStrategy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.gishe.vendor.dss.Trust;
import org.gishe.vendor.dss.TrustState;
import org.gishe.vendor.dss.TrustState.ListState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is believed, loaded. Each loading makes everything anew and replaces the whole: DSS's job looks at expiry only when a
 * list's bytes change, so one that it keeps would be believed for ever.
 */
final class Trusts {

    private static final Logger LOG = LoggerFactory.getLogger(Trusts.class);

    private static final int MOST = 16;
    private static final Http.Bound LIST = new Http.Bound(48 * Limits.MEBI, Duration.ofSeconds(30));
    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofSeconds(30);

    private final Http http;
    private final ExecutorService workers;
    private final Path folder;
    private final Duration refresh;
    private final InstantSource clock;
    private final Map<Trust, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** What is loaded; never changed. */
    record Loaded(List<CertificateSource> sources, TrustState state, Instant old) {}

    /** One trust; the lock keeps loadings of it apart. */
    private static final class Entry {
        private final Object loading = new Object();
        private volatile @Nullable Loaded loaded;
    }

    /**
     * Ready.
     *
     * @param workers threads with the bundle's class loader
     * @param folder for the last good lists; may be missing
     */
    Trusts(Http http, ExecutorService workers, Path folder, Duration refresh, InstantSource clock) {
        this.http = http;
        this.workers = workers;
        this.folder = folder;
        this.refresh = refresh;
        this.clock = clock;
    }

    /** Loads what has grown old, once a minute, until the timer is closed. */
    void keepFresh(ScheduledExecutorService timer) {
        timer.scheduleWithFixedDelay(this::refreshOld, 1, 1, TimeUnit.MINUTES);
    }

    private void refreshOld() {
        List<Trust> all;
        synchronized (entries) {
            all = List.copyOf(entries.keySet());
        }
        for (Trust trust : all) {
            Loaded loaded = entry(trust).loaded;
            if (loaded != null && !clock.instant().isBefore(loaded.old())) {
                try {
                    load(trust, entry(trust), loaded);
                } catch (RuntimeException e) {
                    LOG.warn("The trusted lists of {} could not be loaded again", trust, e);
                }
            }
        }
    }

    private Entry entry(Trust trust) {
        synchronized (entries) {
            Entry entry = entries.computeIfAbsent(trust, key -> new Entry());
            if (entries.size() > MOST) {
                var oldest = entries.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
            return entry;
        }
    }

    /** Loaded now, or before if none of it has expired. */
    Loaded of(Trust trust) {
        Entry entry = entry(trust);
        Loaded loaded = entry.loaded;
        return loaded == null || expired(loaded) ? load(trust, entry, loaded) : loaded;
    }

    Loaded again(Trust trust) {
        Entry entry = entry(trust);
        return load(trust, entry, entry.loaded);
    }

    private boolean expired(Loaded loaded) {
        Instant until = loaded.state().holdsUntil();
        Instant last = until == null ? loaded.old() : until;
        return !clock.instant().isBefore(last);
    }

    /** Loads, unless somebody else did since. */
    private Loaded load(Trust trust, Entry entry, @Nullable Loaded seen) {
        synchronized (entry.loading) {
            Loaded now = entry.loaded;
            if (now != null && now != seen) {
                return now;
            }
            Loaded loaded = load(trust);
            entry.loaded = loaded;
            return loaded;
        }
    }

    private Loaded load(Trust trust) {
        var sources = new ArrayList<CertificateSource>();
        var lists = new ArrayList<ListState>();
        int certificates = 0;
        if (!trust.anchors().isEmpty()) {
            var anchors = new CommonTrustedCertificateSource();
            trust.anchors().forEach(one -> anchors.addCertificate(certificate(one)));
            certificates += anchors.getNumberOfCertificates();
            sources.add(anchors);
        }
        Instant now = clock.instant();
        Instant old = Instant.MAX;
        Instant until = null;
        if (trust.lists() != null) {
            var source = new TrustedListsCertificateSource();
            lists.addAll(job(trust, trust.lists(), source));
            certificates += source.getNumberOfCertificates();
            sources.add(source);
            until = lists.stream()
                    .filter(ListState::accepted)
                    .map(ListState::nextUpdate)
                    .min(Instant::compareTo)
                    .orElse(null);
            old = now.plus(until != null || refresh.compareTo(AGAIN_AFTER_FAILURE) < 0 ? refresh : AGAIN_AFTER_FAILURE);
            LOG.info(
                    "{} of {} trusted lists are accepted and give {} certificates",
                    lists.stream().filter(ListState::accepted).count(),
                    lists.size(),
                    source.getNumberOfCertificates());
        }
        return new Loaded(List.copyOf(sources), new TrustState(now, until, certificates, lists), old);
    }

    private static CertificateToken certificate(byte[] der) {
        try {
            return DSSUtils.loadCertificate(der);
        } catch (DSSException e) {
            throw new AdesException(Reason.MALFORMED, "a trusted certificate cannot be read", e);
        }
    }

    private List<ListState> job(Trust trust, URI address, TrustedListsCertificateSource target) {
        var signers = new CommonCertificateSource();
        trust.listSigners().forEach(one -> signers.addCertificate(certificate(one)));
        var lotl = new LOTLSource();
        lotl.setUrl(address.toString());
        lotl.setCertificateSource(signers);
        lotl.setPivotSupport(true);
        var strict = new Strict(clock);
        var job = new TLValidationJob();
        job.setExecutorService(workers);
        job.setListOfTrustedListSources(lotl);
        var loader = new Loader(trust.hosts());
        job.setOnlineDataLoader(loader);
        job.setTrustedListCertificateSource(target);
        job.setSynchronizationStrategy(strict);
        job.onlineRefresh();
        var states = new ArrayList<ListState>();
        for (LOTLInfo info : job.getSummary().getLOTLInfos()) {
            states.add(strict.state(info));
            boolean believed = states.get(0).accepted();
            for (TLInfo list : info.getTLInfos()) {
                ListState state = strict.state(list);
                states.add(
                        believed || !state.accepted()
                                ? state
                                : new ListState(
                                        state.address(),
                                        state.territory(),
                                        false,
                                        state.nextUpdate(),
                                        "the list of lists is not accepted"));
            }
        }
        states.stream().filter(ListState::accepted).forEach(state -> loader.keep(state.address()));
        return states;
    }

    /**
     * Accepts a list only when all is known and good. DSS's own strategy lets one pass whose signature could not be checked
     * at all.
     */
    private record Strict(InstantSource clock) implements SynchronizationStrategy {

        @Override
        public boolean canBeSynchronized(TLInfo list) {
            return problem(list) == null;
        }

        @Override
        public boolean canBeSynchronized(LOTLInfo list) {
            return problem(list) == null;
        }

        private @Nullable String problem(TLInfo list) {
            var parsed = list.getParsingCacheInfo();
            if (parsed == null || !parsed.isResultExist()) {
                return "it could not be loaded or read";
            }
            Date next = parsed.getNextUpdateDate();
            if (next == null || !clock.instant().isBefore(next.toInstant())) {
                return "it has expired";
            }
            var checked = list.getValidationCacheInfo();
            if (checked == null || !checked.isResultExist()) {
                return "its signature could not be checked";
            }
            return checked.isValid() ? null : "its signature is not valid: " + checked.getSubIndication();
        }

        ListState state(TLInfo list) {
            var parsed = list.getParsingCacheInfo();
            boolean read = parsed != null && parsed.isResultExist();
            String problem = problem(list);
            return new ListState(
                    list.getUrl(),
                    read ? parsed.getTerritory() : null,
                    problem == null,
                    read && parsed.getNextUpdateDate() != null
                            ? parsed.getNextUpdateDate().toInstant()
                            : null,
                    problem);
        }
    }

    /** Lists from the network; the last good bytes when it fails, for expiry and signature are looked at all the same. */
    private final class Loader implements DSSFileLoader {

        private static final long serialVersionUID = 1L;

        private final transient Set<String> hosts;
        private final transient Map<String, byte[]> loaded = new ConcurrentHashMap<>();

        Loader(Set<String> hosts) {
            this.hosts = hosts;
        }

        @Override
        public DSSDocument getDocument(String url) {
            try {
                byte[] list = http.ask(URI.create(url), null, null, LIST, hosts);
                loaded.put(url, list);
                return new InMemoryDocument(list, url);
            } catch (IOException | IllegalArgumentException e) {
                LOG.debug("The list at {} could not be loaded", url, e);
                return last(url, e);
            }
        }

        private DSSDocument last(String url, Exception why) {
            Path kept = file(url);
            try {
                if (Files.isRegularFile(kept)) {
                    return new InMemoryDocument(Files.readAllBytes(kept), url);
                }
            } catch (IOException e) {
                why.addSuppressed(e);
            }
            throw new DSSExternalResourceException("the list could not be loaded: " + why.getMessage(), why);
        }

        private Path file(String url) {
            byte[] name = DSSUtils.digest(DigestAlgorithm.SHA256, url.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(name) + ".xml");
        }

        /** For the next time that the network fails. */
        void keep(String url) {
            byte[] list = loaded.get(url);
            if (list == null) {
                return;
            }
            try {
                Files.createDirectories(folder);
                Path written = Files.createTempFile(folder, "list", ".part");
                Files.write(written, list);
                Files.move(written, file(url), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                LOG.debug("A list could not be kept; it will be loaded again", e);
            }
        }
    }
}
