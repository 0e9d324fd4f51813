/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.signature.Credential;
import org.gishe.api.signature.RedirectSigning;
import org.gishe.api.signature.SignatureProvider;
import org.gishe.api.signature.SigningRequest;
import org.gishe.api.signature.SigningStatus;
import org.gishe.api.signature.SigningTicket;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.Pins;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.keys.Keys;
import org.gishe.signing.Signing;
import org.gishe.signing.internal.Orders.Row;
import org.gishe.signing.internal.Orders.State;
import org.gishe.store.Store;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.Facts;
import org.gishe.work.Works;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each call of the provider has its intent in the table before and its outcome after. The platform, not the provider,
 * verifies the value against the certificate that was announced before anything was signed.
 */
@Component(service = {Signing.class, Pins.class, SigningComponent.class})
public final class SigningComponent implements Signing, Pins {

    private static final Logger LOG = LoggerFactory.getLogger(SigningComponent.class);
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final LocalText PURPOSE = LocalText.of("Подписване на заявление", "Signing of an application");
    /** A provider's clock may be slower than ours. */
    private static final Duration GRACE = Duration.ofSeconds(30);
    /** An approved signing under way goes on so long, also after a standstill of ours. */
    private static final Duration LAST_GRACE = Duration.ofDays(1);

    /** How often it is looked whether somebody who was led away must be given up; their return wakes it by itself. */
    private static final Duration AWAY = Duration.ofSeconds(10);
    /** A return whose outcome is not kept by then has lost it. */
    private static final Duration RETURN = CALL.plusSeconds(10);

    private static final int MOST_PARAMETERS = 20;
    private static final int LONGEST_PARAMETER = 4096;
    private static final Duration SOONEST = Duration.ofMillis(100);
    private static final Duration LATEST = Duration.ofMinutes(1);
    /** Reason by which a provider says that it signed but the value is gone. */
    private static final String LOST = "lost:";

    private final Store store;
    private final Contents contents;
    private final Journal journal;
    private final Catalogue catalogue;
    private final Works works;
    private final InstantSource clock;
    private final Orders orders;
    private final Departures departures = new Departures();
    private final Application application;

    @Activate
    public SigningComponent(
            @Reference Store store,
            @Reference Contents contents,
            @Reference Journal journal,
            @Reference Keys keys,
            @Reference Catalogue catalogue,
            @Reference Works works,
            @Reference InstantSource clock,
            @Reference Ades ades,
            @Reference TrustPoints points) {
        this.store = store;
        this.contents = contents;
        this.journal = journal;
        this.catalogue = catalogue;
        this.works = works;
        this.clock = clock;
        this.orders = new Orders(keys);
        this.application = new Application(ades, points::means);
        store.migrate("signing", SigningComponent.class);
    }

    @Override
    public Map<String, Offer> offers() {
        var offers = new LinkedHashMap<String, Offer>();
        for (PluginKey key : catalogue.current(Kind.SIGNATURE)) {
            try {
                offers.put(
                        key.instance(),
                        catalogue.call(
                                key,
                                SignatureProvider.class,
                                Duration.ofSeconds(1),
                                provider -> new Offer(provider.title(), provider.tariff())));
            } catch (PluginUnavailableException | PluginException e) {
                LOG.debug("{} is not offered now", key, e);
            }
        }
        return offers;
    }

    @Override
    public Backlog backlog() {
        return store.read(orders::backlog);
    }

    @Override
    public Progress advance(Order order) {
        try {
            Optional<Row> known = store.read(query -> orders.find(query, order.key()));
            Row row = known.isPresent() ? known.get() : prepare(order);
            if (row.facts().isEmpty() && row.state() != State.SIGNED && row.state() != State.ENDED) {
                return end(order, End.LOST, "it was begun by a release that made no containers");
            }
            return switch (row.state()) {
                case BEGINNING -> begin(order, row);
                case PENDING -> ask(order, row);
                case VALUED -> complete(order, row);
                case SIGNED, ENDED -> outcome(row);
            };
        } catch (NotNow e) {
            return new Progress.Later(e.getMessage(), false);
        } catch (PluginUnavailableException e) {
            return new Progress.Later(e.getMessage(), false);
        } catch (PluginException e) {
            return e.passing() ? new Progress.Later(e.getMessage(), false) : end(order, End.FAILED, e.getMessage());
        }
    }

    /** Chooses version and credential and fixes what will be signed. */
    private Row prepare(Order order) {
        PluginKey plugin = catalogue
                .select(Kind.SIGNATURE, order.provider(), clock.instant(), order.matter())
                .orElseThrow(() -> new NotNow("the signature provider " + order.provider() + " is not running"));
        Optional<Credential> credential = call(
                order,
                plugin,
                (provider, work) -> provider.credential(work, order.signer().identifier()));
        Instant signedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Row row;
        if (credential.isEmpty()) {
            row = new Row(
                    order.key(),
                    plugin,
                    State.ENDED,
                    signedAt,
                    new byte[0],
                    "",
                    "",
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(End.FAILED + " the provider has no credential for this person"));
        } else {
            Facts facts = facts(credential.get(), signedAt);
            row = new Row(
                    order.key(),
                    plugin,
                    State.BEGINNING,
                    signedAt,
                    toBeSigned(facts, order),
                    Application.text(facts),
                    credential.get().id(),
                    credential.get().certificates(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        return store.commit(unit -> {
            orders.begin(unit, row, order.matter());
            return orders.find(unit, order.key()).orElseThrow();
        });
    }

    private Facts facts(Credential credential, Instant signedAt) {
        try {
            return application.facts(credential.certificates(), signedAt);
        } catch (IllegalArgumentException e) {
            throw new PluginException("the provider gave a certificate that cannot be read", false, e);
        }
    }

    private byte[] toBeSigned(Facts facts, Order order) {
        try {
            return application.toBeSigned(facts, filed(order));
        } catch (AdesException e) {
            throw new PluginException("the provider's certificate cannot sign this: " + e.getMessage(), false, e);
        }
    }

    private byte[] filed(Order order) {
        try {
            return contents.read(order.content());
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException("the content to sign is not kept", e);
        } catch (IOException e) {
            throw new NotNow("the content to sign cannot be read: " + e.getMessage());
        }
    }

    private Progress begin(Order order, Row row) {
        if (clock.instant().isAfter(order.validUntil().plus(GRACE))) {
            return end(order, End.EXPIRED, "the provider could not be asked in time");
        }
        var request = SigningRequest.of(
                new Credential(row.credential(), row.certificates()),
                List.of(new SigningRequest.Digest(order.title(), sha256(row.toBeSigned()))),
                order.validUntil());
        Begun begun = call(order, here(row), (provider, work) -> {
            SigningTicket ticket = provider.begin(work, request);
            return new Begun(ticket, provider instanceof RedirectSigning there && there.redirects(ticket));
        });
        store.commit(unit -> {
            keep(unit, row.key(), begun.ticket());
            if (begun.redirects()) {
                departures.offer(unit, row.key(), order.matter());
            }
            return null;
        });
        return new Progress.Pending(Duration.ofMillis(200));
    }

    private record Begun(SigningTicket ticket, boolean redirects) {}

    private void keep(Handle unit, String key, SigningTicket ticket) {
        orders.pending(unit, key, ticket.state(), ticket.approvalPage().map(URI::toString));
    }

    private static Duration within(Duration asked) {
        return asked.compareTo(SOONEST) < 0 ? SOONEST : asked.compareTo(LATEST) > 0 ? LATEST : asked;
    }

    private Progress ask(Order order, Row row) {
        var ticket =
                new SigningTicket(row.ticket().orElseThrow(), row.approvalPage().map(URI::create));
        Optional<Departures.Row> departure = store.read(query -> departures.find(query, row.key()));
        if (departure.isPresent() && !departure.get().consented()) {
            return away(order, row, ticket, departure.get());
        }
        SigningStatus status = call(order, here(row), (provider, work) -> provider.status(work, ticket));
        return switch (status.state()) {
            case PENDING -> {
                Duration grace = status.ticket().isPresent() ? LAST_GRACE : GRACE;
                if (clock.instant().isAfter(order.validUntil().plus(grace))) {
                    takeBack(row, ticket);
                    yield end(order, End.EXPIRED, "nobody answered in time");
                }
                status.ticket()
                        .ifPresent(changed -> store.commit(unit -> {
                            keep(unit, row.key(), changed);
                            return null;
                        }));
                yield new Progress.Pending(within(status.askAgain()));
            }
            case SIGNED -> valued(order, row, status.values());
            case REJECTED -> end(order, End.REJECTED, status.reason());
            case EXPIRED -> end(order, End.EXPIRED, status.reason());
            case FAILED -> end(order, status.reason().startsWith(LOST) ? End.LOST : End.FAILED, status.reason());
        };
    }

    private Progress valued(Order order, Row row, List<byte[]> values) {
        if (values.size() != 1) {
            return end(order, End.FAILED, "the provider gave " + values.size() + " values for one document");
        }
        store.commit(unit -> {
            orders.valued(unit, row.key(), values.get(0));
            return null;
        });
        Row kept = store.read(query -> orders.find(query, row.key())).orElseThrow();
        return kept.state() == State.VALUED ? complete(order, kept) : outcome(kept);
    }

    private Progress complete(Order order, Row row) {
        byte[] container;
        try {
            Facts facts = Application.facts(row.facts());
            byte[] filed = filed(order);
            if (!Arrays.equals(application.toBeSigned(facts, filed), row.toBeSigned())) {
                return end(order, End.LOST, "what was signed cannot be made again by this release");
            }
            container = application.complete(facts, filed, row.value().orElseThrow());
        } catch (AdesException e) {
            return switch (e.reason()) {
                case TIME_STAMP, VALIDATION_DATA -> new Progress.Later(e.getMessage(), true);
                case WRONG_VALUE -> {
                    LOG.warn("{} gave a value that is no signature of the announced certificate", row.plugin());
                    yield end(order, End.FAILED, "the provider's value is no signature of the announced certificate");
                }
                default -> end(order, End.FAILED, "the signature could not be put together: " + e.getMessage());
            };
        }
        Optional<Content> streamed = streamed(container);
        String subject = name(row.certificates().get(0));
        store.commit(unit -> {
            departures.forget(unit, row.key());
            Content content = streamed.orElseGet(() -> contents.put(unit, container, Application.MEDIA_TYPE));
            streamed.ifPresent(large -> contents.keep(unit, large));
            if (orders.end(unit, row.key(), State.SIGNED, content.id(), subject, "")) {
                if (application.stamps()) {
                    orders.lastingDue(unit, row.key(), clock.instant());
                }
                journal.record(unit, entry(order, "signing.signed", row.plugin().toString()));
            } else {
                contents.erase(unit, content.id());
            }
            return null;
        });
        return outcome(store.read(query -> orders.find(query, row.key())).orElseThrow());
    }

    /** What is too large for a unit. */
    private Optional<Content> streamed(byte[] container) {
        if (container.length <= Contents.SMALL) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    contents.stream(new ByteArrayInputStream(container), container.length, Application.MEDIA_TYPE));
        } catch (IOException e) {
            throw new NotNow("the signed application could not be kept: " + e.getMessage());
        }
    }

    // ------------------------------------------------------------------ there and back

    /** Nobody but their browser can say anything new. */
    private Progress away(Order order, Row row, SigningTicket ticket, Departures.Row departure) {
        Instant now = clock.instant();
        if (departure.returned().isPresent()) {
            return now.isAfter(departure.returned().get().plus(RETURN))
                    ? end(order, End.LOST, "the person came back, and what became of it is lost")
                    : new Progress.Pending(Duration.ofSeconds(1));
        }
        if (now.isAfter(order.validUntil().plus(GRACE))) {
            takeBack(row, ticket);
            return end(order, End.EXPIRED, "nobody came back in time");
        }
        return new Progress.Pending(AWAY);
    }

    @Override
    public Optional<Departure> departure(String key) {
        return store.read(query -> departures.find(query, key).flatMap(departure -> orders.find(query, key)
                .map(row -> new Departure(
                        row.plugin().instance(),
                        departure.consented() || departure.returned().isPresent()))));
    }

    @Override
    public Optional<URI> depart(Order order, URI returnTo, String browser) {
        if (browser.isEmpty() || browser.length() > 128) {
            throw new IllegalArgumentException("a browser's secret has 1 to 128 characters");
        }
        Optional<Row> found = store.read(query -> orders.find(query, order.key()));
        if (found.filter(row -> row.state() == State.PENDING).isEmpty()
                || departure(order.key()).filter(each -> !each.back()).isEmpty()) {
            return Optional.empty();
        }
        Row row = found.get();
        String state = departures.state();
        try {
            var ticket = new SigningTicket(row.ticket().orElseThrow(), Optional.empty());
            SigningTicket changed = call(
                    order, here(row), (provider, work) -> redirecting(provider).depart(work, ticket, returnTo, state));
            var kept = new SigningTicket(changed.state(), Optional.empty());
            return store.commit(unit -> departures.away(unit, row.key(), state, browser)
                            && orders.pending(unit, row.key(), kept.state(), Optional.empty()))
                    ? changed.approvalPage()
                    : Optional.empty();
        } catch (NotNow | PluginUnavailableException e) {
            LOG.debug("{} cannot be departed to now", row.plugin(), e);
        } catch (PluginException e) {
            if (!e.passing()) {
                end(order, End.FAILED, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static RedirectSigning redirecting(SignatureProvider provider) {
        if (provider instanceof RedirectSigning there) {
            return there;
        }
        throw new PluginException("the provider leads nobody to itself any more", false);
    }

    @Override
    public Optional<String> awaited(String state) {
        return store.read(query -> departures.ofState(query, state)).map(Departures.Row::matter);
    }

    @Override
    public Return returned(Order order, String browser, Map<String, String> parameters) {
        String state = parameters.getOrDefault("state", "");
        var told = new LinkedHashMap<String, String>(parameters);
        told.remove("state");
        Optional<Row> found =
                store.read(query -> orders.find(query, order.key())).filter(row -> row.state() == State.PENDING);
        if (found.isEmpty()
                || parameters.size() > MOST_PARAMETERS
                || parameters.values().stream().anyMatch(value -> value.length() > LONGEST_PARAMETER)) {
            return Return.STRANGE;
        }
        Row row = found.get();
        PluginKey plugin;
        try {
            plugin = here(row);
        } catch (NotNow e) {
            return Return.NOT_NOW;
        }
        if (!store.commit(unit -> departures.take(unit, row.key(), state, browser, clock.instant()))) {
            return Return.STRANGE;
        }
        // read again: a departure meanwhile would have changed the ticket, and none can from here on
        var ticket = new SigningTicket(
                store.read(query -> orders.find(query, row.key()))
                        .flatMap(Row::ticket)
                        .orElse(new byte[0]),
                Optional.empty());
        try {
            SigningStatus status = call(
                    order, plugin, (provider, work) -> redirecting(provider).returned(work, ticket, Map.copyOf(told)));
            outcome(order, row, status);
        } catch (PluginUnavailableException e) {
            if (e.reached()) {
                end(order, End.LOST, e.getMessage());
            } else {
                again(row);
            }
        } catch (PluginException e) {
            if (e.passing()) {
                again(row);
            } else {
                end(order, End.FAILED, e.getMessage());
            }
        }
        return Return.TAKEN;
    }

    private void outcome(Order order, Row row, SigningStatus status) {
        switch (status.state()) {
            case PENDING -> {
                if (status.ticket().isEmpty()) {
                    again(row);
                    return;
                }
                store.commit(unit -> {
                    keep(unit, row.key(), status.ticket().get());
                    departures.consented(unit, row.key());
                    return null;
                });
            }
            case SIGNED -> valued(order, row, status.values());
            case REJECTED -> end(order, End.REJECTED, status.reason());
            case EXPIRED -> end(order, End.EXPIRED, status.reason());
            case FAILED -> end(order, status.reason().startsWith(LOST) ? End.LOST : End.FAILED, status.reason());
        }
    }

    private void again(Row row) {
        store.commit(unit -> {
            departures.again(unit, row.key());
            return null;
        });
    }

    // ------------------------------------------------------------------ ends

    private Progress end(Order order, End end, String reason) {
        return store.commit(unit -> {
            departures.forget(unit, order.key());
            if (orders.end(unit, order.key(), State.ENDED, null, null, end + " " + reason)) {
                journal.record(unit, entry(order, "signing.ended", end.name()));
            }
            return orders.find(unit, order.key())
                    .map(SigningComponent::outcome)
                    .orElseGet(() -> new Progress.Ended(end, reason));
        });
    }

    private static Progress outcome(Row row) {
        if (row.state() == State.SIGNED) {
            return new Progress.Signed(
                    row.signature().orElseThrow(), row.signedAt(), row.subject().orElse(""));
        }
        String[] reason = row.reason().orElse(End.FAILED + " ").split(" ", 2);
        return new Progress.Ended(End.valueOf(reason[0]), reason[1]);
    }

    private static Entry entry(Order order, String kind, String detail) {
        return Entry.of(kind)
                .person(order.signer().id())
                .actor(order.signer().id())
                .matter(order.matter())
                .purpose(PURPOSE.bulgarian())
                .payload(Data.EMPTY.with("order", order.key()).with("detail", detail))
                .build();
    }

    /** The version that began it, and no other. */
    private PluginKey here(Row row) {
        return catalogue
                .pinned(Kind.SIGNATURE, row.plugin().instance(), row.plugin().version())
                .orElseThrow(() -> new NotNow(row.plugin() + " is not running"));
    }

    private <R> R call(Order order, PluginKey plugin, BiFunction<SignatureProvider, Work, R> call) {
        var forWhom = Optional.of(order.signer());
        var ordered = new Works.Order(
                order.key(),
                forWhom,
                forWhom,
                PURPOSE,
                order.language(),
                clock.instant().plus(CALL));
        try (Works.OpenWork work = works.open(ordered)) {
            R answer = catalogue.call(plugin, SignatureProvider.class, CALL, provider -> call.apply(provider, work));
            if (answer == null) {
                throw new PluginException(plugin + " gave no answer", true);
            }
            return answer;
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String name(byte[] certificate) {
        try {
            var signer = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
            return new LdapName(signer.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn ->
                                    rdn.getType().toUpperCase(Locale.ROOT).equals("CN"))
                            .map(rdn -> rdn.getValue().toString())
                            .findFirst()
                            .orElse("");
        } catch (InvalidNameException | GeneralSecurityException e) {
            return ""; // the certificate itself stands in the signature
        }
    }

    @Override
    public void cancel(String key) {
        store.read(query -> orders.find(query, key))
                .filter(row -> row.state() == State.BEGINNING || row.state() == State.PENDING)
                .ifPresent(row -> {
                    row.ticket().ifPresent(ticket -> takeBack(row, new SigningTicket(ticket, Optional.empty())));
                    store.commit(unit -> {
                        departures.forget(unit, key);
                        return orders.end(unit, key, State.ENDED, null, null, End.REJECTED + " taken back");
                    });
                });
    }

    private void takeBack(Row row, SigningTicket ticket) {
        var order = new Works.Order(
                row.key(),
                Optional.empty(),
                Optional.empty(),
                PURPOSE,
                Locale.ENGLISH,
                clock.instant().plus(CALL));
        try (Works.OpenWork work = works.open(order)) {
            catalogue.call(here(row), SignatureProvider.class, CALL, provider -> {
                provider.cancel(work, ticket);
                return ticket;
            });
        } catch (NotNow | PluginUnavailableException | PluginException e) {
            LOG.debug("{} could not be told that {} is taken back; it expires by itself", row.plugin(), row.key(), e);
        }
    }

    @Override
    public Optional<URI> approvalPage(String key) {
        return store.read(query -> orders.find(query, key))
                .flatMap(Row::approvalPage)
                .map(URI::create);
    }

    @Override
    public List<Pin> pins() {
        return store.read(query -> query.createQuery("""
                        SELECT plugin, plugin_version, COUNT(*) AS open FROM signing_order
                        WHERE state IN ('BEGINNING', 'PENDING') GROUP BY plugin, plugin_version""").reduceRows(new java.util.ArrayList<Pin>(), (pins, row) -> {
            pins.add(new Pin(
                    Kind.SIGNATURE,
                    row.getColumn("plugin", String.class),
                    row.getColumn("plugin_version", String.class),
                    row.getColumn("open", Long.class)));
            return pins;
        }));
    }

    /** Cannot be done now; later it may. */
    private static final class NotNow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotNow(String message) {
            super(message);
        }
    }
}
