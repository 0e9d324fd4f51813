/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gishe.api.base.Identifier;

/**
 * One of the {@link People}. Others are named by their number there, and agree: whoever has somebody as a parent is one of
 * that parent's children, spouses name each other, a father's first name makes his children's second one.
 *
 * @param number place among the people
 * @param identifier ЕГН, or ЛНЧ of a foreigner
 * @param surName father's name; empty for a foreigner
 * @param born as registers show it, not as an ЕГН tells it
 * @param died empty for the living
 * @param father empty where the register does not hold him
 * @param mother empty where the register does not hold her
 * @param spouse the living or late spouse
 * @param children youngest last
 * @param country where the person lives: ISO 3166-1, {@code BG} but for those abroad
 * @param nationality ISO 3166-1
 * @param addressed whether a permanent address is entered
 * @param town of the permanent address, and of the current one of whoever lives in the country
 */
public record Person(
        int number,
        Identifier identifier,
        boolean woman,
        String firstName,
        String surName,
        String familyName,
        LocalDate born,
        Optional<LocalDate> died,
        OptionalInt father,
        OptionalInt mother,
        OptionalInt spouse,
        List<Integer> children,
        String country,
        String nationality,
        boolean addressed,
        Town town,
        String street) {

    /** Full name. */
    public String name() {
        return surName.isEmpty() ? firstName + " " + familyName : firstName + " " + surName + " " + familyName;
    }

    /** Whether somebody was of an age on a day. */
    public boolean hasTurned(int years, LocalDate day) {
        return !born.plusYears(years).isAfter(day);
    }

    @Override
    public String toString() {
        return "invented person " + number;
    }
}
