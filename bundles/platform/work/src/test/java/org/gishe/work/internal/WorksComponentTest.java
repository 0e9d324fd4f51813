/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.work.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Work;
import org.gishe.work.Works;
import org.junit.After;
import org.junit.Test;

public class WorksComponentTest {

    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private final WorksComponent works = new WorksComponent(() -> NOW);

    @After
    public void close() {
        works.close();
    }

    @Test
    public void a_work_tells_what_it_was_opened_for() {
        try (Works.OpenWork work = works.open(order("a.sign.1"))) {
            assertThat(work.key()).isEqualTo("a.sign.1");
            assertThat(work.now()).isEqualTo(NOW);
            assertThat(work.deadline()).isEqualTo(NOW.plusSeconds(5));
            assertThat(work.language()).isEqualTo(Locale.ENGLISH);
            assertThat(work.party()).isEmpty();
        }
    }

    @Test
    public void a_work_that_was_closed_gives_nothing_any_more() {
        Works.OpenWork work = works.open(order("a"));
        work.close();

        List<Function<Work, Object>> asked = List.of(
                Work::key,
                Work::actor,
                Work::party,
                Work::purpose,
                Work::language,
                Work::deadline,
                Work::now,
                Work::http,
                each -> each.enquire(new Enquiry("population", "Find", Data.EMPTY)));
        for (Function<Work, Object> each : asked) {
            assertThatThrownBy(() -> each.apply(work)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    public void a_work_without_rights_may_ask_no_register() {
        try (Works.OpenWork work = works.open(order("a"))) {
            assertThat(work.enquire(new Enquiry("population", "Find", Data.EMPTY))
                            .status())
                    .isEqualTo(Answer.Status.REFUSED);
        }
    }

    @Test
    public void enquiries_go_to_whoever_opened_the_work() {
        try (Works.OpenWork work =
                works.open(order("a"), enquiry -> Answer.found(Data.EMPTY.with("asked", enquiry.operation()), NOW))) {
            assertThat(work.enquire(new Enquiry("population", "Find", Data.EMPTY))
                            .data())
                    .contains(Data.EMPTY.with("asked", "Find"));
        }
    }

    @Test
    public void redirects_are_not_followed_and_connecting_is_bounded() {
        try (Works.OpenWork work = works.open(order("a"))) {
            assertThat(work.http().followRedirects()).isEqualTo(HttpClient.Redirect.NEVER);
            assertThat(work.http().connectTimeout()).isPresent();
        }
    }

    @Test
    public void a_key_that_could_not_stand_in_a_header_is_none() {
        for (String key : List.of("", "a b", "a/b", "ключ", "a".repeat(129))) {
            assertThatThrownBy(() -> order(key)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Works.Order order(String key) {
        return new Works.Order(
                key,
                Optional.empty(),
                Optional.empty(),
                LocalText.of("Проба", "Trial"),
                Locale.ENGLISH,
                NOW.plusSeconds(5));
    }
}
