/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.Test;

public class IdsTest {

    @Test
    public void an_id_is_a_uuid_of_version_7_and_tells_when_it_was_made() {
        long before = Instant.now().toEpochMilli();
        UUID id = UUID.fromString(Ids.next());

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16)
                .isBetween(before, Instant.now().toEpochMilli());
    }

    @Test
    public void no_two_are_equal() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            ids.add(Ids.next());
        }

        assertThat(ids).hasSize(100_000);
    }
}
