/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.identity.OfficerSession;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.junit.Test;

public class AppointmentsTest {

    private static final Visit BY_THE_OPERATOR = new Visit(
            Optional.empty(),
            Optional.of(OfficerSession.once(World.OPERATOR)),
            Locale.ENGLISH,
            "0af7651916cd43dd8448eb211c80319c",
            "http://gishe.test",
            false,
            false,
            Map.of());

    private final World world = new World();
    private final Appointments appointments = new Appointments(world);

    @Test
    public void anOfficerIsReadFromWhatWasSent() {
        assertThat(read("{\"name\": \"ivan\", \"role\": \"deployer\", \"ids\": [\"a\", \"b\"]}"))
                .isEqualTo(new Officer("ivan", Role.DEPLOYER, Set.of("a", "b")));
        assertThat(read("{\"name\": \"ivan\", \"role\": \"operator\"}")).isEqualTo(Officer.operator("ivan"));
        assertThat(read("{\"name\": \"cadastre\", \"role\": \"system\", \"ids\": [\"999999948\"]}"))
                .isEqualTo(new Officer("cadastre", Role.SYSTEM, Set.of("999999948")));
        for (String odd : List.of(
                "[]",
                "{}",
                "{\"name\": \"ivan\"}",
                "{\"name\": \"ivan\", \"role\": \"OPERATOR\"}",
                "{\"name\": \"ivan\", \"role\": \"root\"}",
                "{\"name\": \"Ivan\", \"role\": \"operator\"}",
                "{\"name\": \"ivan\", \"role\": \"deployer\"}",
                "{\"name\": \"ivan\", \"role\": \"auditor\", \"ids\": [\"a\"]}",
                "{\"name\": \"ivan\", \"role\": \"system\"}",
                "{\"name\": \"ivan\", \"role\": \"owner\", \"ids\": [\"population\"]}",
                "{\"name\": \"ivan\", \"role\": \"clerk\", \"ids\": [\"999999948\", \"999999931\"]}",
                "{\"name\": \"ivan\", \"role\": \"deployer\", \"ids\": [1]}",
                "{\"name\": \"ivan\", \"role\": \"deployer\", \"ids\": [\"*\"]}",
                "{\"name\": \"ivan\", \"role\": \"auditor\", \"password\": \"a\"}")) {
            assertThatThrownBy(() -> read(odd)).as(odd).isInstanceOfSatisfying(Problem.class, problem -> assertThat(
                            problem.status())
                    .isEqualTo(422));
        }
    }

    private static Officer read(String json) {
        return Asked.officer(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    public void whoeverIsAppointedHasAPasswordAndANameIsTakenOnce() {
        assertThat(appointments.appoint(BY_THE_OPERATOR, Officer.operator("ivan")))
                .isEqualTo("made-for-ivan");

        assertThatThrownBy(() -> appointments.appoint(BY_THE_OPERATOR, Officer.operator("ivan")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("name-taken"));
        assertThat(world.calls).containsExactly("appoint ivan by operator");
    }

    @Test
    public void theLastOperatorAndWhoeverIsUnknownAreNotDismissed() {
        appointments.dismiss(BY_THE_OPERATOR, "audit");

        assertThatThrownBy(() -> appointments.dismiss(BY_THE_OPERATOR, "operator"))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(409);
                    assertThat(problem.name()).isEqualTo("last-operator");
                });
        assertThatThrownBy(() -> appointments.dismiss(BY_THE_OPERATOR, "audit"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(404));
        assertThat(world.calls).containsExactly("dismiss audit by operator");
    }
}
