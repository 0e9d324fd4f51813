/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;
import org.gishe.identity.Officer;
import org.gishe.identity.OfficerSession;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.operations.internal.Access.Action;
import org.junit.Test;

public class AccessTest {

    private static final Set<Action> OF_AUDITORS = EnumSet.of(Action.SEE, Action.WATCH, Action.OVERSEE);
    private static final Set<Action> OF_DEPLOYERS_ON_THEIR_OWN =
            EnumSet.of(Action.SEE, Action.DEPLOY, Action.PROMOTE, Action.ROLLBACK, Action.DRAIN, Action.INVITE);
    private static final Set<Action> OF_DEPLOYERS_ON_ANYTHING = EnumSet.of(Action.SEE, Action.DEPLOY);

    private final World world = new World();

    @Test
    public void anOperatorMayDoEverything() {
        assertThat(allowed(World.OPERATOR, "sample")).isEqualTo(EnumSet.allOf(Action.class));
        assertThat(allowed(World.OPERATOR, "")).isEqualTo(EnumSet.allOf(Action.class));
    }

    @Test
    public void anAuditorReadsAndChangesNothing() {
        assertThat(allowed(World.AUDITOR, "sample")).isEqualTo(OF_AUDITORS);
        assertThat(allowed(World.AUDITOR, "")).isEqualTo(OF_AUDITORS);
    }

    @Test
    public void aDeployerChangesThePluginsThatAreNamedAndNoOther() {
        assertThat(allowed(World.DEPLOYER, "sample")).isEqualTo(OF_DEPLOYERS_ON_THEIR_OWN);
        for (String other : List.of("", "permanent-address", "SAMPLE", "sample-2", "samp")) {
            assertThat(allowed(World.DEPLOYER, other)).as(other).isEqualTo(OF_DEPLOYERS_ON_ANYTHING);
        }
    }

    @Test
    public void anAdministrationsPeopleAndSystemsMayDoNothingOfIt() {
        for (Officer.Role role : List.of(Officer.Role.CLERK, Officer.Role.OWNER, Officer.Role.SYSTEM)) {
            var officer = new Officer("one", role, Set.of("999999948"));
            for (String plugin : List.of("", "sample", "999999931")) {
                assertThat(allowed(officer, plugin)).as(role + " " + plugin).isEmpty();
            }
        }
    }

    @Test
    public void aClerkAnswersForTheOwnInstitutionAlone() {
        var clerk = new Officer("k", Officer.Role.CLERK, Set.of("999999924"));

        assertThat(allowed(clerk, "999999924")).containsExactly(Action.ANSWER);
        assertThat(allowed(clerk, "999999931")).isEmpty();
        assertThat(Access.institution(clerk)).contains("999999924");
        assertThat(Access.institution(World.OPERATOR)).isEmpty();
    }

    @Test
    public void anOrderReachesAsFarAsTheOfficerDoes() {
        assertThat(Access.order(World.OPERATOR).build().only()).isEmpty();
        assertThat(Access.order(World.DEPLOYER).build().only()).contains(Set.of("sample", "csc"));
        assertThat(Access.order(World.AUDITOR).build().only()).contains(Set.of());
    }

    /** Each address with whatever it does for those whom it lets in. */
    @Test
    public void everyAddressAsksBeforeItDoesAnything() {
        Map<String, Call> reads = new LinkedHashMap<>();
        Map<String, Call> watches = new LinkedHashMap<>();
        Map<String, Call> deployers = new LinkedHashMap<>();
        Map<String, Call> operators = new LinkedHashMap<>();
        var resource = new OperationsResource(world, world.journeys(), world.journal(), world.roots());
        var officers = new OperatorsResource(world);
        var testers = new TestersResource(world.invitations());
        var backup = new BackupResource(operator -> {
            world.calls.add("backup");
            throw new IllegalStateException("no back-up here");
        });
        var trust = new TrustResource(world.validation());
        var oversight = new OversightResource(world.overseers(), () -> World.NOW);
        watches.put("findings", request -> oversight.findings(request, null, null));
        watches.put("figures", request -> oversight.figures(request, null, null));
        watches.put("secrets", request -> oversight.secrets(request, null));
        watches.put(
                "extend a secret",
                request -> oversight.extend(
                        request, "7", body("{\"until\": \"2027-01-31\", \"reason\": \"still secret\"}")));
        watches.put(
                "decide",
                request -> oversight.decide(request, "f-1", body("{\"state\": \"explained\", \"note\": \"known\"}")));
        operators.put("questions", request -> oversight.questions(request, null, null));
        operators.put("answer", request -> oversight.answer(request, "q-1", body("{\"text\": \"because\"}")));
        operators.put(
                "name a case",
                request -> oversight.assign(
                        request, body("{\"institution\": \"1\", \"key\": \"k\", \"reference\": \"r\"}")));
        watches.put("trust", trust::trust);
        operators.put("reload", trust::reload);
        reads.put("plugins", resource::plugins);
        reads.put("ledger", resource::ledger);
        reads.put("standing", resource::standing);
        watches.put("parked", resource::parked);
        watches.put("verification", resource::verification);
        deployers.put("deploy", request -> resource.deploy(request, null, null, body("jar")));
        deployers.put("remove", request -> resource.remove(request, "sample"));
        deployers.put("drain", request -> resource.drain(request, "sample"));
        deployers.put("rollback", request -> resource.rollback(request, "sample"));
        deployers.put("promote", request -> resource.promote(request, "sample", body("{\"version\": \"1.0.0\"}")));
        deployers.put("invite", request -> testers.invite(request, "sample", "2.0.0", body("{\"name\": \"Ivan\"}")));
        deployers.put("take back", request -> testers.takeBack(request, "sample", "2.0.0", "t-1"));
        reads.put("testers", request -> testers.list(request, "sample", "2.0.0"));
        operators.put(
                "invite to another",
                request -> testers.invite(request, "other", "2.0.0", body("{\"name\": \"Ivan\"}")));
        operators.put("drain another", request -> resource.drain(request, "permanent-address"));
        operators.put("remove another", request -> resource.remove(request, "permanent-address"));
        operators.put("roll back another", request -> resource.rollback(request, "permanent-address"));
        operators.put(
                "promote another",
                request -> resource.promote(request, "permanent-address", body("{\"version\": \"1.0.0\"}")));
        operators.put("end", request -> resource.end(request, "sample", "1.0.0"));
        operators.put(
                "extend", request -> resource.extend(request, "sample", "1.0.0", body("{\"until\": \"2027-01-31\"}")));
        operators.put("release", request -> resource.release(request, "sample"));
        operators.put("retry", request -> resource.retry(request, "s-1"));
        operators.put("backup", backup::take);
        operators.put(
                "appoint", request -> officers.appoint(request, body("{\"name\": \"new\", \"role\": \"auditor\"}")));
        operators.put("dismiss", request -> officers.dismiss(request, "audit"));
        operators.put("officers", officers::list);

        for (Officer officer : List.of(World.OPERATOR, World.DEPLOYER, World.AUDITOR)) {
            boolean operator = officer == World.OPERATOR;
            reads.forEach(
                    (name, call) -> assertThat(letsIn(call, officer)).as(name).isTrue());
            watches.forEach((name, call) -> assertThat(letsIn(call, officer))
                    .as(officer.name() + " " + name)
                    .isEqualTo(operator || officer == World.AUDITOR));
            deployers.forEach((name, call) -> assertThat(letsIn(call, officer))
                    .as(officer.name() + " " + name)
                    .isEqualTo(operator || officer == World.DEPLOYER));
            operators.forEach((name, call) -> assertThat(letsIn(call, officer))
                    .as(officer.name() + " " + name)
                    .isEqualTo(operator));
        }
    }

    @Test
    public void whoeverIsNobodyIsToldSo() {
        var resource = new OperationsResource(world, world.journeys(), world.journal(), world.roots());

        for (Call call : List.<Call>of(resource::plugins, request -> resource.drain(request, "sample"))) {
            assertThat(refusal(call, Optional.empty())).contains("operator-required");
        }
        assertThat(world.calls).isEmpty();
    }

    @Test
    public void aJarThatADeployerSendsIsForThePluginsThatAreNamed() {
        var resource = new OperationsResource(world, world.journeys(), world.journal(), world.roots());

        assertThat(letsIn(request -> resource.deploy(request, null, "10", body("jar")), World.DEPLOYER))
                .isTrue();

        assertThat(world.calls).containsExactly("deploy jar by maria from now share 10 only Optional[[csc, sample]]");
    }

    private static Set<Action> allowed(Officer officer, String plugin) {
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (Access.may(officer, action, plugin)) {
                allowed.add(action);
            }
        }
        return allowed;
    }

    private interface Call {
        Object on(HttpServletRequest request);
    }

    private boolean letsIn(Call call, Officer officer) {
        world.calls.clear();
        Optional<String> refusal = refusal(call, Optional.of(officer));
        if (refusal.isPresent()) {
            assertThat(refusal).contains("not-allowed");
            assertThat(world.calls).isEmpty();
        }
        return refusal.isEmpty();
    }

    private static Optional<String> refusal(Call call, Optional<Officer> officer) {
        try {
            call.on(request(officer));
        } catch (Problem problem) {
            return Optional.of(problem.name()).filter(Set.of("not-allowed", "operator-required")::contains);
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty(); // there is no JAX-RS here to make the answer of what was done
        }
        return Optional.empty();
    }

    private static ByteArrayInputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpServletRequest request(Optional<Officer> officer) {
        var visit = new Visit(
                Optional.empty(),
                officer.map(OfficerSession::once),
                Locale.ENGLISH,
                "0af7651916cd43dd8448eb211c80319c",
                "http://gishe.test",
                false,
                false,
                Map.of());
        return (HttpServletRequest) Proxy.newProxyInstance(
                AccessTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getAttribute" -> visit;
                    case "getHeader" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
