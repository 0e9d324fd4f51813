/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host;

import java.util.List;
import java.util.stream.Stream;
import org.gishe.sandbox.host.Invented.Place;

/**
 * A town in which invented people live: the 27 centres of regions, with their codes in ЕКАТТЕ.
 *
 * @param region letters of the region in ЕКАТТЕ, for example {@code VAR}
 * @param place names and the settlement's code
 */
public record Town(String region, Place place) {

    private static final String LIST = """
            SOF 68134 София
            PDV 56784 Пловдив
            VAR 10135 Варна
            BGS 07079 Бургас
            RSE 63427 Русе
            SZR 68850 Стара Загора
            PVN 56722 Плевен
            VTR 10447 Велико Търново
            BLG 04279 Благоевград
            VID 10971 Видин
            VRC 12259 Враца
            GAB 14218 Габрово
            DOB 72624 Добрич
            KRZ 40909 Кърджали
            KNL 41112 Кюстендил
            LOV 43952 Ловеч
            MON 48489 Монтана
            PAZ 55155 Пазарджик
            PER 55871 Перник
            RAZ 61710 Разград
            SLS 66425 Силистра
            SLV 67338 Сливен
            SML 67653 Смолян
            TGV 73626 Търговище
            HKV 77195 Хасково
            SHU 83510 Шумен
            JAM 87374 Ямбол
            """;

    private static final List<Town> ALL =
            Stream.of(LIST.split("\n")).map(Town::of).toList();

    private static Town of(String line) {
        String name = line.substring(10);
        boolean capital = name.equals("София");
        return new Town(
                line.substring(0, 3),
                new Place(
                        capital ? "София (столица)" : name,
                        capital ? "Столична" : name,
                        "гр. " + name,
                        line.substring(4, 9)));
    }

    /** All of them; the first eight are those of {@link Invented}, in its order. */
    public static List<Town> all() {
        return ALL;
    }
}
