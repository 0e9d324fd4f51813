/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gishe.acts.internal.ListedActs;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.catalogue.test.Plugged;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.registers.Grant;
import org.gishe.registers.Grant.State;
import org.gishe.web.door.Problem;
import org.junit.Test;

public class GrantDeskTest {

    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Officer SYSTEM = new Officer("cadastre", Role.SYSTEM, Set.of("999999948"));
    private static final Officer CLERK = new Officer("clerk", Role.CLERK, Set.of("999999948"));
    private static final Officer OWNER = new Officer("grao", Role.OWNER, Set.of("999999931"));
    private static final Officer OTHER_OWNER = new Officer("roads", Role.OWNER, Set.of("999999957"));
    private static final LegalBasis LAW = new LegalBasis("Закон за гражданската регистрация", "чл. 93");

    private final ListedGrants book = new ListedGrants();
    private final Plugged catalogue = new Plugged()
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
                            List.of("/Name", "/Town")))))
            .with(service());
    private final GrantDesk desk = desk(false);

    private GrantDesk desk(boolean operatorDecides) {
        return new GrantDesk(book, catalogue, new ListedActs(), () -> NOW, operatorDecides);
    }

    @Test
    public void everybodyAsksForTheirOwnAndAnOperatorForAnybody() {
        assertThat(ask(SYSTEM, "").consumer()).isEqualTo("system/cadastre");
        assertThat(ask(SYSTEM, "").administration()).isEqualTo("999999948");
        assertThat(ask(CLERK, "").consumer()).isEqualTo("desk/999999948");
        Grant.Wish service = ask(World.DEPLOYER, "\"consumer\": \"service/sample\",");
        assertThat(service.administration()).as("of the e-service's agency").isEqualTo("999999924");
        assertThat(ask(World.OPERATOR, "\"consumer\": \"system/x\", \"administration\": \"999999948\",")
                        .administration())
                .isEqualTo("999999948");

        assertThat(refusal(SYSTEM, "\"consumer\": \"system/other\",")).isEqualTo("not-allowed");
        assertThat(refusal(SYSTEM, "\"administration\": \"999999931\",")).isEqualTo("invalid-request");
        assertThat(refusal(CLERK, "\"consumer\": \"desk/999999931\",")).isEqualTo("not-allowed");
        assertThat(refusal(World.DEPLOYER, "\"consumer\": \"service/other\",")).isEqualTo("not-allowed");
        assertThat(refusal(World.DEPLOYER, "\"consumer\": \"system/sample\",")).isEqualTo("not-allowed");
        assertThat(refusal(World.DEPLOYER, "\"consumer\": \"service/csc\","))
                .as("not deployed")
                .isEqualTo("invalid-request");
        for (Officer officer : List.of(World.AUDITOR, OWNER)) {
            assertThat(refusal(officer, "\"consumer\": \"system/cadastre\",")).isEqualTo("not-allowed");
        }
    }

    @Test
    public void whatIsAskedForHasToExist() {
        assertThat(refusal(SYSTEM, "\"register\": \"moon\", \"operation\": \"Find\"", true))
                .contains("/register");
        assertThat(refusal(SYSTEM, "\"register\": \"population\", \"operation\": \"Lose\"", true))
                .contains("/operation");
        String known = "\"register\": \"population\", \"operation\": \"Find\", ";
        assertThat(refusal(SYSTEM, known + "\"elements\": [\"/Salary\"]", true)).contains("/Name /Town");
        assertThat(refusal(
                        SYSTEM,
                        known + "\"basis\": {\"act\": \"Закон за гражданска регистрация\", \"article\": \"1\"}",
                        true))
                .contains("Закон за гражданската регистрация");
        assertThat(refusal(SYSTEM, known + "\"until\": \"tomorrow\"", true)).contains("/until");
        assertThat(refusal(SYSTEM, known + "\"until\": \"2020-01-01T00:00:00Z\"", true))
                .contains("before it begins");
        assertThat(refusal(SYSTEM, known + "\"why\": \"x\"", true)).contains("/why");
        assertThat(desk.request(SYSTEM, read("{" + known + "\"basis\": {\"act\": \"згр\", \"article\": \"чл. 93\"}}"))
                        .wish()
                        .basis())
                .contains(LAW);
    }

    @Test
    public void theRegistersOwnerDecidesAndNobodyElse() {
        String id = desk.request(SYSTEM, wish("")).id();

        for (Officer officer : List.of(World.OPERATOR, World.AUDITOR, SYSTEM)) {
            assertThat(problem(() -> desk.approve(officer, id, List.of())).name())
                    .isEqualTo("not-the-owner");
        }
        for (Officer officer : List.of(OTHER_OWNER, CLERK, World.DEPLOYER)) {
            assertThat(problem(() -> desk.approve(officer, id, List.of())).name())
                    .as("it is not theirs to see")
                    .isEqualTo("not-found");
        }
        assertThat(problem(() -> desk.approve(World.OPERATOR, id, List.of()))
                        .detail()
                        .in(Locale.ENGLISH))
                .contains("is not the register's owner");
        assertThat(desk.approve(OWNER, id, List.of("/Town")).wish().elements()).containsExactly("/Town");
        assertThat(problem(() -> desk.approve(OWNER, id, List.of())).name()).isEqualTo("already-decided");
        assertThat(problem(() -> desk.revoke(OWNER, id, " ")).name()).isEqualTo("invalid-request");
        assertThat(desk.revoke(OWNER, id, "the law was changed").state()).isEqualTo(State.REVOKED);
        String second = desk.request(SYSTEM, wish("")).id();
        assertThat(desk.reject(OWNER, second, "no need").state()).isEqualTo(State.REJECTED);
        String all = desk.request(SYSTEM, wish("")).id();
        assertThat(problem(() -> desk.approve(OWNER, all, List.of("/Town /Salary")))
                        .name())
                .isEqualTo("invalid-request");
        String third = desk.request(SYSTEM, wish("")).id();
        assertThat(desk(true).approve(World.OPERATOR, third, List.of()).state()).isEqualTo(State.APPROVED);
    }

    @Test
    public void everybodySeesTheirOwnAnAuditorAndAnOperatorAll() {
        desk.request(SYSTEM, wish(""));
        desk.request(CLERK, wish(""));
        desk.request(World.DEPLOYER, wish("\"consumer\": \"service/sample\","));

        assertThat(consumers(World.AUDITOR)).hasSize(3);
        assertThat(consumers(World.OPERATOR)).hasSize(3);
        assertThat(consumers(OWNER)).hasSize(3);
        assertThat(consumers(OTHER_OWNER)).isEmpty();
        assertThat(consumers(SYSTEM)).containsExactly("system/cadastre");
        assertThat(consumers(CLERK)).containsExactly("desk/999999948");
        assertThat(consumers(World.DEPLOYER)).containsExactly("service/sample");
        var successor = new Officer("cadastre", Role.SYSTEM, Set.of("999999957"));
        assertThat(consumers(successor))
                .as("of the same name, of another administration")
                .isEmpty();
    }

    private List<String> consumers(Officer officer) {
        return desk.list(officer, Optional.empty(), Optional.empty()).stream()
                .map(grant -> grant.wish().consumer())
                .toList();
    }

    @Test
    public void whatAnEserviceNeedsAndWasNotGrantedIsToldBeforeAnybodyFiles() {
        assertThat(desk.missing(World.OPERATOR)).singleElement().satisfies(missing -> {
            assertThat(missing.service()).isEqualTo("sample");
            assertThat(missing.requested()).isFalse();
            assertThat(missing.known()).isTrue();
        });
        assertThat(desk.missing(World.DEPLOYER)).hasSize(1);
        assertThat(desk.missing(SYSTEM)).isEmpty();

        String id = desk.request(World.DEPLOYER, wish("\"consumer\": \"service/sample\","))
                .id();
        assertThat(desk.missing(World.OPERATOR)).singleElement().satisfies(missing -> assertThat(missing.requested())
                .isTrue());
        desk.approve(OWNER, id, List.of());
        assertThat(desk.missing(World.OPERATOR)).isEmpty();
        desk.revoke(OWNER, id, "no longer");
        assertThat(desk.missing(World.OPERATOR)).hasSize(1);
    }

    private static ServiceDescription service() {
        return new ServiceDescription(
                "sample",
                "1.0.0",
                "1",
                "999999924",
                LocalText.of("Проба", "Sample"),
                LocalText.of("", ""),
                LocalText.of("Агенция", "Agency"),
                List.of(LAW),
                Assurance.SUBSTANTIAL,
                List.of("check"),
                1,
                Data.EMPTY,
                List.of(),
                List.of(new ServiceDescription.Need(
                        "address", "population", "Find", LAW, LocalText.of("Цел", "Purpose"), Data.EMPTY, true)),
                Optional.empty(),
                List.of(),
                Map.of());
    }

    private Grant.Wish ask(Officer officer, String more) {
        return desk.request(officer, wish(more)).wish();
    }

    private String refusal(Officer officer, String more) {
        return problem(() -> desk.request(officer, wish(more))).name();
    }

    private String refusal(Officer officer, String members, boolean detail) {
        return problem(() -> desk.request(officer, read("{" + members + "}")))
                .detail()
                .in(Locale.ENGLISH);
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Problem problem = catchThrowableOfType(call, Problem.class);
        assertThat(problem).isNotNull();
        return problem;
    }

    private static GrantDesk.Request wish(String more) {
        return read("{" + more + " \"register\": \"population\", \"operation\": \"Find\"}");
    }

    private static GrantDesk.Request read(String json) {
        return AskedGrants.grant(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
