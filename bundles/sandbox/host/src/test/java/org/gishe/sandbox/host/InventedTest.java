/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.Test;

public class InventedTest {

    @Test
    public void thereAreHundredsOfPeopleAndNoTwoShareANumber() {
        var people = Invented.all();

        assertThat(people).hasSizeGreaterThanOrEqualTo(300);
        assertThat(people).extracting(Invented::egn).doesNotHaveDuplicates();
        assertThat(people).extracting(Invented::number).doesNotHaveDuplicates();
    }

    @Test
    public void everyNumberIsOfTheNineteenthCenturyWithARightCheckDigit() {
        for (Invented person : Invented.all()) {
            String egn = person.egn();
            int month = Integer.parseInt(egn.substring(2, 4)) - 20;
            LocalDate born = LocalDate.of(
                    1800 + Integer.parseInt(egn.substring(0, 2)), month, Integer.parseInt(egn.substring(4, 6)));

            assertThat(person.born()).isEqualTo(born.plusYears(100));
            assertThat(egn).hasSize(10).endsWith(String.valueOf(Invented.checkDigit(egn.substring(0, 9))));
        }
    }

    @Test
    public void theCheckDigitIsThatOfTheLaw() {
        // 0·2 + 0·4 + 4·8 + 1·5 + 0·10 + 1·9 + 0·7 + 0·3 + 0·6 = 46, of which eleven leaves 2
        assertThat(Invented.checkDigit("004101000")).isEqualTo(2);
        // a remainder of ten is written as zero
        assertThat(Invented.checkDigit("500000000")).isZero();
    }

    @Test
    public void somebodyIsFoundByNumberAndAStrangerIsNot() {
        Invented person = Invented.all().get(7);

        assertThat(Invented.of(person.egn())).contains(person);
        assertThat(Invented.of("9130054478")).isEmpty();
        assertThat(person.toString()).doesNotContain(person.egn()).doesNotContain(person.familyName());
    }
}
