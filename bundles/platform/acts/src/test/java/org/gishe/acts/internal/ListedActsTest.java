/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.acts.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.gishe.acts.LegalActs;
import org.gishe.acts.LegalActs.Act;
import org.junit.Test;

public class ListedActsTest {

    private final LegalActs acts = new ListedActs();

    @Test
    public void anActIsFoundByItsNameOrAbbreviationHoweverItIsWritten() {
        for (String words :
                List.of("Закон за гражданската регистрация", "ЗГР", "згр", "  ЗАКОН за\n гражданската  регистрация ")) {
            assertThat(acts.find(words).map(Act::abbreviation)).as(words).contains("ЗГР");
        }
        for (String words : List.of("", "Закон", "Закон за гражданската регистраця", "x".repeat(100_000))) {
            assertThat(acts.find(words)).as(words).isEmpty();
        }
    }

    @Test
    public void theNearestActIsNamedToWhoeverMistypedIt() {
        assertThat(nearest("Закон за гражданската регистраця")).contains("ЗГР");
        assertThat(nearest("Закона за електронно управление")).contains("ЗЕУ");
        assertThat(nearest("ЗТРРЮЛНС")).contains("ЗТРРЮЛНЦ");
        assertThat(nearest("lorem ipsum dolor sit amet")).isEmpty();
        assertThat(nearest("я".repeat(1_000_000))).isEmpty();
    }

    private Optional<String> nearest(String words) {
        return acts.nearest(words).map(Act::abbreviation);
    }

    @Test
    public void everyActSaysWhereItWasPromulgatedAndNoneClaimsToBeComplete() {
        assertThat(acts.version()).matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}");
        assertThat(acts.acts()).hasSizeGreaterThan(15).allSatisfy(act -> {
            assertThat(act.gazette()).matches("[0-9]{1,3}/(19|20)[0-9]{2}");
            assertThat(act.complete()).isFalse();
            assertThat(act.mayHave("чл. 12345")).isTrue();
        });
    }
}
