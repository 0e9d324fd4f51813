/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gishe.acts.internal.ListedActs;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.test.Plugged;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.Invitations;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.identity.Officers;
import org.gishe.journal.Journal;
import org.gishe.journey.Journeys;
import org.gishe.oversight.Overseers;
import org.gishe.registers.Grant;
import org.gishe.roots.Roots;
import org.gishe.signing.Validation;
import org.gishe.vendor.dss.TrustState;

/** A small platform: what was decided is written down, and what is asked is answered from lists. */
final class World implements Deployment, Officers {

    static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    static final Officer OPERATOR = Officer.operator("operator");
    static final Officer DEPLOYER = new Officer("maria", Role.DEPLOYER, Set.of("sample", "csc"));
    static final Officer AUDITOR = new Officer("audit", Role.AUDITOR, Set.of());

    final List<String> calls = new ArrayList<>();
    final List<State> states = new ArrayList<>();
    final List<Line> ledger = new ArrayList<>();
    final List<Journeys.Parked> parked = new ArrayList<>();
    final List<Journeys.Standing> standing = new ArrayList<>();
    final Map<String, Officer> officers = new TreeMap<>();
    /** What the next decision comes to; empty for what it asks for. */
    Optional<State> outcome = Optional.empty();

    final ListedGrants granted = new ListedGrants();

    /** Of a register of another administration, in whose place an operator may decide or may not. */
    GrantDesk grants(boolean operatorDecides) {
        var catalogue = new Plugged()
                .with(new PluginKey(Kind.REGISTER, "population", "population", "1.0.0"), "described")
                .with(new RegisterDescription(
                        "population",
                        "1.0.0",
                        "999999931",
                        LocalText.of("Население", "Population"),
                        List.of(new RegisterDescription.Operation(
                                "Find",
                                LocalText.of("Справка", "Enquiry"),
                                Data.EMPTY,
                                Data.EMPTY,
                                "/EGN",
                                List.of("/Name", "/Town")))));
        return new GrantDesk(granted, catalogue, new ListedActs(), () -> NOW, operatorDecides);
    }

    Grant wished(String consumer, String... elements) {
        return granted.request(
                new Grant.Wish(
                        consumer,
                        "999999948",
                        "population",
                        "Find",
                        List.of(elements),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        NOW,
                        Optional.empty()),
                "maria");
    }

    World() {
        List.of(OPERATOR, DEPLOYER, AUDITOR).forEach(each -> officers.put(each.name(), each));
    }

    static State state(String plugin, String version, Phase phase, String... reasons) {
        return new State(
                "service",
                plugin,
                version,
                "com.example." + plugin,
                "ab".repeat(32),
                phase,
                List.of(reasons),
                NOW,
                2,
                3,
                phase == Phase.SHARED || phase == Phase.SCHEDULED ? 10 : phase == Phase.CURRENT ? 100 : 0,
                Optional.of(Instant.parse("2027-01-02T06:00:00Z"))
                        .filter(each -> Set.of(Phase.CURRENT, Phase.SCHEDULED, Phase.SHARED)
                                .contains(phase)),
                Optional.of(Instant.parse("2026-12-23T09:00:00Z")).filter(each -> phase == Phase.DRAINING),
                Optional.of(new Signer("Agency of Samples", "NTRBG-000000000 by cn=state", Optional.of(NOW)))
                        .filter(signer -> phase != Phase.GONE));
    }

    private State decided(String call, String plugin, String version, Phase phase) {
        calls.add(call);
        return outcome.orElseGet(() -> state(plugin, version, phase));
    }

    @Override
    public State deploy(InputStream jar, Order order) {
        try {
            return decided(
                    "deploy " + new String(jar.readAllBytes(), StandardCharsets.UTF_8) + " by " + order.by() + " from "
                            + order.from().map(Instant::toString).orElse("now") + " share " + order.share() + " only "
                            + order.only().map(ids -> ids.stream().sorted().toList()),
                    "sample",
                    "2.0.0",
                    Phase.CURRENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public State promote(String pluginId, String version, String by) {
        return decided("promote " + pluginId + " " + version + " by " + by, pluginId, version, Phase.CURRENT);
    }

    @Override
    public State rollback(String pluginId, String by) {
        return decided("rollback " + pluginId + " by " + by, pluginId, "1.0.0", Phase.CURRENT);
    }

    @Override
    public State remove(String pluginId, String by) {
        return decided("remove " + pluginId + " by " + by, pluginId, "1.0.0", Phase.DRAINING);
    }

    @Override
    public State extend(String pluginId, String version, Instant until, String by) {
        return decided(
                "extend " + pluginId + " " + version + " until " + until + " by " + by,
                pluginId,
                version,
                Phase.DRAINING);
    }

    @Override
    public State end(String pluginId, String version, String by) {
        return decided("end " + pluginId + " " + version + " by " + by, pluginId, version, Phase.GONE);
    }

    @Override
    public State release(String pluginId, String by) {
        return decided("release " + pluginId + " by " + by, pluginId, "1.0.0", Phase.CURRENT);
    }

    @Override
    public List<State> states() {
        return List.copyOf(states);
    }

    @Override
    public List<Line> ledger() {
        return List.copyOf(ledger);
    }

    @Override
    public List<Officer> officers() {
        return List.copyOf(officers.values());
    }

    @Override
    public Optional<String> appoint(Officer officer, String by) {
        if (officers.putIfAbsent(officer.name(), officer) != null) {
            return Optional.empty();
        }
        calls.add("appoint " + officer.name() + " by " + by);
        return Optional.of("made-for-" + officer.name());
    }

    @Override
    public Dismissal dismiss(String name, String by) {
        if (!officers.containsKey(name)) {
            return Dismissal.UNKNOWN;
        }
        if (name.equals("operator")) {
            return Dismissal.LAST_OPERATOR;
        }
        calls.add("dismiss " + name + " by " + by);
        officers.remove(name);
        return Dismissal.DONE;
    }

    @Override
    public Optional<String> enter(String name, char[] password) {
        return officers.containsKey(name) && new String(password).equals("right")
                ? Optional.of("token-of-" + name)
                : Optional.empty();
    }

    @Override
    public Optional<Token> token(String name, char[] password) {
        throw new UnsupportedOperationException("nobody asks for a token here");
    }

    @Override
    public void leave(String token) {
        calls.add("leave " + token);
    }

    Journeys journeys() {
        return fake(Journeys.class, (name, arguments) -> switch (name) {
            case "parked" -> {
                calls.add("parked");
                yield List.copyOf(parked);
            }
            case "standing" -> List.copyOf(standing);
            case "retry" -> {
                calls.add("retry " + arguments[0] + " by " + arguments[1]);
                yield parked.removeIf(each -> each.id().equals(arguments[0]));
            }
            default -> throw new UnsupportedOperationException(name);
        });
    }

    Invitations invitations() {
        return fake(Invitations.class, (name, arguments) -> {
            calls.add(name);
            return switch (name) {
                case "testers" -> List.of();
                case "takeBack" -> true;
                default -> {
                    var tester =
                            new Invitations.Tester("t-1", "sample", "2.0.0", "Ivan", "operator", NOW, Optional.empty());
                    yield Optional.of(new Invitations.Invitation(tester, "token"));
                }
            };
        });
    }

    Roots roots() {
        return fake(Roots.class, (name, arguments) -> {
            calls.add("roots " + name);
            return new Roots.Verification(2, 5, 2, 2, Optional.empty(), List.of());
        });
    }

    Journal journal() {
        return fake(Journal.class, (name, arguments) -> {
            calls.add(name);
            return new Journal.Verification(5, 0, Optional.empty(), "ab", 0);
        });
    }

    Validation validation() {
        return fake(Validation.class, (name, arguments) -> {
            calls.add(name);
            return new TrustState(null, null, 0, List.of());
        });
    }

    Overseers overseers() {
        var sample = LocalText.of("Агенция „Образец“ <b>", "Sample Agency <b>");
        var finding = new Overseers.Finding(
                "f-1",
                Overseers.Rule.MANY_PEOPLE,
                "999999924",
                sample,
                "employee/999999924/<i>",
                "population",
                7,
                List.of(3L, 4L),
                NOW,
                NOW,
                Overseers.State.NEW,
                "",
                Optional.empty(),
                Optional.empty());
        var question = new Overseers.Asked(
                "q-1",
                "999999924",
                sample,
                "Яна <u>",
                true,
                "Защо <s>\nпак?",
                NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var sum = new Overseers.Sum("999999924", sample, 3, 1, 1);
        return fake(Overseers.class, (name, arguments) -> {
            calls.add(name + (arguments == null ? "" : " " + List.of(arguments)));
            return switch (name) {
                case "findings" -> List.of(finding);
                case "finding" -> Optional.of(finding).filter(each -> each.id().equals(arguments[0]));
                case "decide" -> {
                    if (((String) arguments[2]).isBlank()) {
                        throw new IllegalArgumentException("a note");
                    }
                    yield Optional.of(finding);
                }
                case "figures" -> new Overseers.Figures(sum, List.of(sum), List.of(sum), List.of(sum));
                case "secrets" -> List.of(new Overseers.Secret(7, NOW, NOW, "999999924", sample, sample));
                case "open" -> List.of(question);
                case "question" ->
                    Optional.of(question).filter(each -> each.id().equals(arguments[0]));
                case "answer" -> {
                    if (((String) arguments[1]).isBlank()) {
                        throw new IllegalArgumentException("a text");
                    }
                    yield true;
                }
                case "extend" -> true;
                case "assign" -> 1;
                default -> throw new UnsupportedOperationException(name);
            };
        });
    }

    Catalogue catalogue() {
        return fake(
                Catalogue.class,
                (name, arguments) -> Map.of(
                        new PluginKey(Kind.SERVICE, "sample", "sample", "1.0.0"), new Catalogue.Tally(1_234, 5, 0),
                        new PluginKey(Kind.ROUTE, "sample", "sample", "1.0.0"), new Catalogue.Tally(1, 1, 0)));
    }

    private interface Answering {
        Object answer(String name, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answering answers) {
        return type.cast(Proxy.newProxyInstance(
                World.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.answer(method.getName(), arguments)));
    }
}
