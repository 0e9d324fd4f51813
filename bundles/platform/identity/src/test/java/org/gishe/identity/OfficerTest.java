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
        assertThatThrownBy(() -> new Officer("d", Role.AUDITOR, Set.of("csc"))).hasMessageContaining("only a deployer");
        assertThatThrownBy(() -> new Officer("d", Role.OPERATOR, Set.of("csc")))
                .hasMessageContaining("only a deployer");
        for (String id : List.of("*", "CSC", "a b", "")) {
            assertThatThrownBy(() -> new Officer("d", Role.DEPLOYER, Set.of(id)))
                    .as(id)
                    .hasMessageContaining("no id of a plug-in");
        }
    }
}
