/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

public class StatementCacheTest {

    @Rule
    public final Timeout deadline = Timeout.seconds(30);

    @Rule
    public final TestStore store = TestStores.SQLITE.open();

    @Test
    public void the_writer_compiles_a_statement_once_also_with_named_parameters() {
        var made = new ArrayList<PreparedStatement>();
        for (long value : List.of(1L, 2L)) {
            long read = store.commit(unit -> unit.createQuery("SELECT :value + 1")
                    .bind("value", value)
                    .addCustomizer(new StatementCustomizer() {
                        @Override
                        public void beforeExecution(PreparedStatement statement, StatementContext context) {
                            made.add(statement);
                        }
                    })
                    .mapTo(Long.class)
                    .one());
            assertThat(read).isEqualTo(value + 1);
        }

        assertThat(made).hasSize(2);
        assertThat(made.get(1)).isSameAs(made.get(0));
    }

    @Test
    public void one_text_twice_at_one_time_is_two_statements() {
        List<Long> sums = store.commit(unit -> unit.createQuery("SELECT :value + 1 UNION SELECT 10")
                .bind("value", 1)
                .map((row, context) -> row.getLong(1)
                        + unit.createQuery("SELECT :value + 1 UNION SELECT 10")
                                .bind("value", 2)
                                .mapTo(Long.class)
                                .first())
                .list());

        assertThat(sums).containsExactlyInAnyOrder(5L, 13L);
    }
}
