/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.PersonId;
import org.gishe.catalogue.Trials;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.State;
import org.gishe.deployment.Invitations;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.store.Ids;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps invitations beside the ledger; deployment, which owns the tables, is up before. */
@Component(service = {Invitations.class, Trials.class})
public final class InvitationsComponent implements Invitations, Trials {

    private static final int TOKEN = 32;

    private final Store store;
    private final Journal journal;
    private final Deployment deployment;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    @Activate
    public InvitationsComponent(
            @Reference Store store,
            @Reference Journal journal,
            @Reference Deployment deployment,
            @Reference InstantSource clock) {
        this.store = store;
        this.journal = journal;
        this.deployment = deployment;
        this.clock = clock;
    }

    @Override
    public Optional<Trial> toCome(String service, String version) {
        return deployment.states().stream()
                .filter(state -> state.plugin().equals(service)
                        && state.version().equals(version)
                        && state.phase() == Phase.SCHEDULED
                        && state.kind().contains("service"))
                .findFirst()
                .map(InvitationsComponent::trial);
    }

    private static Trial trial(State state) {
        return new Trial(state.plugin(), state.version(), state.effective().orElseThrow());
    }

    @Override
    public Optional<Invitation> invite(String pluginId, String version, String name, String by) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a name has 1 to " + LONGEST_NAME + " characters");
        }
        if (toCome(pluginId, version).isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[TOKEN];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var tester = new Tester(Ids.next(), pluginId, version, name.strip(), by, clock.instant(), Optional.empty());
        store.commit(unit -> {
            unit.createUpdate("""
                            INSERT INTO deployment_tester (id, plugin, version, name, token, author, invited)
                            VALUES (:id, :plugin, :version, :name, :token, :author, :invited)""")
                    .bind("id", tester.id())
                    .bind("plugin", pluginId)
                    .bind("version", version)
                    .bind("name", tester.name())
                    .bind("token", sha256(token))
                    .bind("author", by)
                    .bind("invited", Times.micros(tester.invited()))
                    .execute();
            journal.record(unit, entry("deployment.invited", tester, by));
            return null;
        });
        return Optional.of(new Invitation(tester, token));
    }

    @Override
    public List<Tester> testers(String pluginId, String version) {
        return store.read(query -> query.createQuery("""
                        SELECT * FROM deployment_tester WHERE plugin = :plugin AND version = :version ORDER BY invited, id""")
                .bind("plugin", pluginId)
                .bind("version", version)
                .reduceRows(new ArrayList<Tester>(), (testers, row) -> {
                    testers.add(tester(row));
                    return testers;
                }));
    }

    @Override
    public boolean takeBack(String pluginId, String version, String testerId, String by) {
        return store.commit(unit -> {
            Optional<Tester> tester = find(unit, "id", testerId)
                    .filter(each ->
                            each.plugin().equals(pluginId) && each.version().equals(version));
            tester.ifPresent(each -> {
                unit.createUpdate("DELETE FROM deployment_tester WHERE id = :id")
                        .bind("id", each.id())
                        .execute();
                journal.record(unit, entry("deployment.invitation-taken-back", each, by));
            });
            return tester.isPresent();
        });
    }

    @Override
    public Optional<Trial> accept(String token, PersonId person) {
        if (!token.matches("[A-Za-z0-9_-]{43}")) {
            return Optional.empty();
        }
        Optional<Tester> invited = store.commit(unit -> {
            Optional<Tester> tester = find(unit, "token", sha256(token));
            if (tester.isEmpty()) {
                return tester;
            }
            boolean first = unit.createUpdate("""
                                    UPDATE deployment_tester SET person = :person, accepted = :now
                                    WHERE id = :id AND person IS NULL""")
                            .bind("person", person.value())
                            .bind("now", Times.micros(clock.instant()))
                            .bind("id", tester.get().id())
                            .execute()
                    == 1;
            if (first) {
                journal.record(
                        unit,
                        Entry.of("deployment.invitation-accepted")
                                .actor(person)
                                .matter(tester.get().plugin())
                                .payload(Data.EMPTY
                                        .with("version", tester.get().version())
                                        .with("tester", tester.get().id()))
                                .build());
            }
            boolean theirs = first
                    || unit.createQuery("SELECT COUNT(*) FROM deployment_tester WHERE id = :id AND person = :person")
                                    .bind("id", tester.get().id())
                                    .bind("person", person.value())
                                    .mapTo(Long.class)
                                    .one()
                            == 1;
            return tester.filter(each -> theirs);
        });
        return invited.flatMap(each -> toCome(each.plugin(), each.version()));
    }

    private static Optional<Tester> find(Handle unit, String column, String value) {
        return unit.createQuery("SELECT * FROM deployment_tester WHERE " + column + " = :value")
                .bind("value", value)
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(tester(row)));
    }

    private static Tester tester(RowView row) {
        return new Tester(
                row.getColumn("id", String.class),
                row.getColumn("plugin", String.class),
                row.getColumn("version", String.class),
                row.getColumn("name", String.class),
                row.getColumn("author", String.class),
                Times.instant(row.getColumn("invited", Long.class)),
                Optional.ofNullable(row.getColumn("accepted", Long.class)).map(Times::instant));
    }

    /** The name is of somebody who tests, not of a citizen whose data are looked at. */
    private static Entry entry(String kind, Tester tester, String by) {
        return Entry.of(kind)
                .matter(tester.plugin())
                .payload(Data.EMPTY
                        .with("version", tester.version())
                        .with("tester", tester.id())
                        .with("name", tester.name())
                        .with("by", by))
                .build();
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
