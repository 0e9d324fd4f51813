/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.gishe.identity.Officer.Role;
import org.junit.Test;

public class OfficerTest {

    @Test
    public void aNameIsOneThatPassesByHttpBasicAndReadsWellInTheLedger() {
        assertThat(new Officer("maria.p@agency-1.bg", Role.AUDITOR, Set.of()).name())
                .isEqualTo("maria.p@agency-1.bg");
        for (String name : List.of("", "Maria", "8001011234", "a:b", "a b", "мария", "a\n", "-a", "a".repeat(65))) {
            assertThatThrownBy(() -> Officer.operator(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("begins with a letter");
        }
    }

    @Test
    public void aDeployerHasIdsAndNobodyElseHas() {
        assertThat(new Officer("d", Role.DEPLOYER, Set.of("csc")).ids()).containsExactly("csc");
        assertThatThrownBy(() -> new Officer("d", Role.DEPLOYER, Set.of())).hasMessageContaining("needs the ids");
        assertThatThrownBy(() -> new Officer("d", Role.AUDITOR, Set.of("csc"))).hasMessageContaining("given no ids");
        assertThatThrownBy(() -> new Officer("d", Role.OPERATOR, Set.of("csc"))).hasMessageContaining("given no ids");
        for (String id : List.of("*", "CSC", "a b", "")) {
            assertThatThrownBy(() -> new Officer("d", Role.DEPLOYER, Set.of(id)))
                    .as(id)
                    .hasMessageContaining("no id of a plug-in");
        }
    }

    @Test
    public void whoeverIsOfAnAdministrationHasItsEikAndNothingElse() {
        for (Role role : List.of(Role.CLERK, Role.OWNER, Role.SYSTEM)) {
            assertThat(new Officer("s", role, Set.of("999999948")).administration())
                    .isEqualTo("999999948");
            assertThat(new Officer("s", role, Set.of("9999999480001")).ids()).hasSize(1);
            for (Set<String> ids :
                    List.of(Set.<String>of(), Set.of("csc"), Set.of("12345678"), Set.of("999999948", "999999931"))) {
                assertThatThrownBy(() -> new Officer("s", role, ids))
                        .as(role + " " + ids)
                        .hasMessageContaining("EIK");
            }
        }
        assertThatThrownBy(() -> Officer.operator("o").administration()).isInstanceOf(IllegalStateException.class);
    }
}
