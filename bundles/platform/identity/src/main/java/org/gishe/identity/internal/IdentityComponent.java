/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PluginException;
import org.gishe.api.identity.IdentityProvider;
import org.gishe.api.identity.Login;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.identity.Identity;
import org.gishe.identity.Officer;
import org.gishe.identity.OfficerSession;
import org.gishe.identity.Officers;
import org.gishe.identity.Session;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.keys.Keys;
import org.gishe.people.People;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.gishe.work.Works;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log-in that is under way stands in the store, bound to its browser, and is used up by its first return. */
@Component(service = {Identity.class, Officers.class, IdentityComponent.class})
public final class IdentityComponent implements Identity, Officers {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityComponent.class);
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration LOGIN = Duration.ofMinutes(10);
    private static final String KEY = "contents";
    private static final int MOST_PARAMETERS = 20;
    private static final int LONGEST_PARAMETER = 4096;
    private static final LocalText PURPOSE = LocalText.of("Вход в портала", "Logging in to the portal");
    private static final LocalText FAILED = LocalText.of(
            "Входът не успя. Опитайте отново; ако не се получи, изберете друг начин за вход.",
            "You could not be logged in. Try again; if that does not help, choose another way to log in.");
    private static final LocalText DOWN = LocalText.of(
            "Този начин за вход в момента не отговаря. Опитайте отново след малко или изберете друг.",
            "This way to log in does not answer at the moment. Try again soon, or choose another.");

    private final Store store;
    private final People people;
    private final Journal journal;
    private final Keys keys;
    private final Catalogue catalogue;
    private final Works works;
    private final InstantSource clock;
    private final Secrets secrets = new Secrets();
    private final Sessions sessions;
    private final Operators operators;
    private final OfficerSessions officerSessions;

    private record Pending(
            String way,
            String version,
            byte[] browser,
            URI returnAddress,
            String goTo,
            Locale language,
            byte[] memory) {}

    @Activate
    public IdentityComponent(
            @Reference Store store,
            @Reference People people,
            @Reference Journal journal,
            @Reference Keys keys,
            @Reference Catalogue catalogue,
            @Reference Works works,
            @Reference InstantSource clock) {
        this.store = store;
        this.people = people;
        this.journal = journal;
        this.keys = keys;
        this.catalogue = catalogue;
        this.works = works;
        this.clock = clock;
        store.migrate("identity", IdentityComponent.class);
        this.sessions = new Sessions(store, people, clock, secrets);
        this.operators = new Operators(store, journal, secrets, clock);
        this.officerSessions = new OfficerSessions(store, clock, secrets);
        operators
                .first(Optional.ofNullable(System.getenv("GISHE_OPERATOR_PASSWORD"))
                        .filter(wish -> !wish.isBlank()))
                // shown once, to whoever started it, and to no log
                .ifPresent(password -> System.out.println("Operator password: " + password));
    }

    @Override
    public Map<String, LocalText> ways() {
        var ways = new LinkedHashMap<String, LocalText>();
        for (PluginKey key : catalogue.current(Kind.IDENTITY)) {
            try {
                ways.put(
                        key.instance(),
                        catalogue.call(key, IdentityProvider.class, Duration.ofSeconds(1), IdentityProvider::title));
            } catch (PluginUnavailableException | PluginException e) {
                LOG.debug("{} is not offered now", key, e);
            }
        }
        return ways;
    }

    @Override
    public Optional<URI> begin(String way, URI returnAddress, String goTo, Locale language, String browser) {
        Optional<PluginKey> plugin = catalogue.select(Kind.IDENTITY, way, clock.instant(), browser);
        if (plugin.isEmpty()) {
            return Optional.empty();
        }
        String state = secrets.token();
        IdentityProvider.Departure departure;
        try (Works.OpenWork work = works.open(order(language))) {
            departure = catalogue.call(
                    plugin.get(), IdentityProvider.class, CALL, provider -> provider.begin(work, state, returnAddress));
        } catch (PluginUnavailableException | PluginException e) {
            LOG.warn("Nobody can log in by {}: {}", plugin.get(), e.getMessage());
            return Optional.empty();
        }
        byte[] digest = Secrets.digest(state);
        store.commit(unit -> unit.createUpdate("""
                        INSERT INTO identity_login
                            (state, way, plugin_version, browser, return_address, go_to, language, memory, expires)
                        VALUES (:state, :way, :version, :browser, :return, :goTo, :language, :memory, :expires)""")
                .bind("state", digest)
                .bind("way", way)
                .bind("version", plugin.get().version())
                .bind("browser", Secrets.digest(browser))
                .bind("return", returnAddress.toString())
                .bind("goTo", local(goTo))
                .bind("language", language.getLanguage())
                .bind("memory", keys.encrypt(KEY, departure.memory(), digest))
                .bind("expires", Times.micros(clock.instant().plus(LOGIN)))
                .execute());
        return Optional.of(departure.address());
    }

    /** A path of this platform; whatever could lead elsewhere becomes the start page. */
    static String local(String goTo) {
        return goTo != null && goTo.matches("/(?![/\\\\])[A-Za-z0-9/_.~?=&%-]{0,500}") ? goTo : "/";
    }

    @Override
    public Arrival finish(Map<String, String> parameters, String browser) {
        String state = parameters.getOrDefault("state", "");
        boolean odd = parameters.size() > MOST_PARAMETERS
                || parameters.values().stream().anyMatch(value -> value.length() > LONGEST_PARAMETER);
        if (odd || state.isEmpty()) {
            return failed(FAILED);
        }
        Optional<Pending> pending = store.commit(unit -> take(unit, Secrets.digest(state)));
        if (pending.isEmpty() || !MessageDigest.isEqual(pending.get().browser(), Secrets.digest(browser))) {
            return failed(FAILED);
        }
        Optional<PluginKey> plugin = catalogue.pinned(
                Kind.IDENTITY, pending.get().way(), pending.get().version());
        if (plugin.isEmpty()) {
            return failed(DOWN);
        }
        Login login;
        try (Works.OpenWork work = works.open(order(pending.get().language()))) {
            login = catalogue.call(
                    plugin.get(),
                    IdentityProvider.class,
                    CALL,
                    provider -> provider.finish(
                            work, pending.get().memory(), pending.get().returnAddress(), Map.copyOf(parameters)));
        } catch (PluginUnavailableException e) {
            LOG.warn("A log-in by {} could not be finished: {}", plugin.get(), e.getMessage());
            return failed(DOWN);
        } catch (PluginException e) {
            LOG.warn("A log-in by {} could not be finished: {}", plugin.get(), e.getMessage());
            return failed(FAILED);
        }
        if (login.identifier().isEmpty()) {
            LOG.debug("A log-in by {} was refused: {}", plugin.get(), login.reason());
            return failed(FAILED);
        }
        String token = store.commit(unit -> {
            Party party = people.meet(unit, login.identifier().get(), login.name());
            journal.record(
                    unit,
                    Entry.of("identity.login")
                            .person(party.id())
                            .actor(party.id())
                            .purpose(PURPOSE.bulgarian())
                            .payload(Data.EMPTY
                                    .with("way", plugin.get().toString())
                                    .with("assurance", login.assurance().name()))
                            .build());
            return sessions.open(unit, party, login.assurance());
        });
        return new Arrival(Optional.of(token), pending.get().goTo(), Optional.empty());
    }

    private static Arrival failed(LocalText reason) {
        return new Arrival(Optional.empty(), "/", Optional.of(reason));
    }

    /** Uses a log-in up. */
    private Optional<Pending> take(Handle unit, byte[] state) {
        Instant now = clock.instant();
        Optional<Pending> pending = unit.createQuery(
                        "SELECT * FROM identity_login WHERE state = :state AND expires > :now")
                .bind("state", state)
                .bind("now", Times.micros(now))
                .reduceRows(
                        Optional.empty(),
                        (none, view) -> Optional.of(new Pending(
                                view.getColumn("way", String.class),
                                view.getColumn("plugin_version", String.class),
                                view.getColumn("browser", byte[].class),
                                URI.create(view.getColumn("return_address", String.class)),
                                view.getColumn("go_to", String.class),
                                Locale.forLanguageTag(view.getColumn("language", String.class)),
                                decrypt(view.getColumn("memory", byte[].class), state))));
        unit.createUpdate("DELETE FROM identity_login WHERE state = :state")
                .bind("state", state)
                .execute();
        return pending;
    }

    private byte[] decrypt(byte[] wrapped, byte[] state) {
        try {
            return keys.decrypt(KEY, wrapped, state);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a log-in's memory was changed", e);
        }
    }

    private Works.Order order(Locale language) {
        return new Works.Order(
                "login",
                Optional.empty(),
                Optional.empty(),
                PURPOSE,
                language,
                clock.instant().plus(CALL));
    }

    @Override
    public Optional<Session> session(String token) {
        return token.getBytes(StandardCharsets.UTF_8).length > 100 ? Optional.empty() : sessions.find(token);
    }

    @Override
    public void end(String token) {
        sessions.end(token);
    }

    @Override
    public Optional<Officer> officer(String name, char[] password) {
        return operators.check(name, password);
    }

    @Override
    public Optional<OfficerSession> officerSession(String token) {
        return officerSessions.browser(token);
    }

    @Override
    public Optional<OfficerSession> bearer(String token) {
        return officerSessions.bearer(token);
    }

    @Override
    public List<Officer> officers() {
        return operators.officers();
    }

    @Override
    public Optional<String> appoint(Officer officer, String by) {
        return operators.appoint(officer, by);
    }

    @Override
    public Dismissal dismiss(String name, String by) {
        return operators.dismiss(name, by, officerSessions);
    }

    @Override
    public Optional<String> enter(String name, char[] password) {
        return operators
                .check(name, password)
                .map(officer -> store.commit(unit -> {
                    journal.record(unit, Operators.entry("identity.officer-login", officer, officer.name()));
                    return officerSessions.open(unit, officer.name());
                }));
    }

    @Override
    public Optional<Token> token(String name, char[] password) {
        return operators
                .check(name, password)
                .map(officer -> store.commit(unit -> {
                    journal.record(unit, Operators.entry("identity.officer-token", officer, officer.name()));
                    return officerSessions.grant(unit, officer.name());
                }));
    }

    @Override
    public void leave(String token) {
        officerSessions.end(token);
    }

    /** Forgets sessions and log-ins that have expired. */
    void clean() {
        sessions.clean();
        officerSessions.clean();
        long now = Times.micros(clock.instant());
        store.commit(unit -> unit.createUpdate("DELETE FROM identity_login WHERE expires < :now")
                .bind("now", now)
                .execute());
    }
}
