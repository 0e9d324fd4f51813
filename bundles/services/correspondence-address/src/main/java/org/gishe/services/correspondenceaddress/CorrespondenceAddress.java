/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.services.correspondenceaddress;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Work;
import org.gishe.api.service.Application;
import org.gishe.api.service.Decision;
import org.gishe.api.service.EService;
import org.gishe.api.service.EServicePlugin;
import org.gishe.api.service.Finding;
import org.osgi.service.component.annotations.Component;

/**
 * Change of the address for correspondence. One rule: an address that is the permanent one already is no change, since
 * letters go there anyway.
 */
@EServicePlugin(id = "correspondence-address")
@Component
public final class CorrespondenceAddress implements EService {

    private static final ZoneId ZONE = ZoneId.of("Europe/Sofia");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.yyyy");

    private static final LocalText PAST = LocalText.of(
            "Датата е минала. Изберете днешния ден или по-късна дата.",
            "The date has passed. Choose today or a later day.");
    private static final LocalText TOO_FAR = LocalText.of(
            "Датата е след повече от една година. Изберете дата до една година от днес.",
            "The date is more than a year away. Choose a day within a year from today.");
    private static final LocalText SAME = LocalText.of(
            "Посоченият адрес съвпада с постоянния Ви адрес, на който и без това получавате кореспонденцията си, затова "
                    + "промяна не се вписва. Ако искате писмата да пристигат другаде, подайте заявление с друг адрес.",
            "The address you gave is your permanent address, where you receive your letters already, so there is nothing "
                    + "to change. If you want them elsewhere, apply with another address.");

    @Override
    public List<Finding> examine(Work work, Application application) {
        LocalDate today = day(work.now());
        LocalDate from = LocalDate.parse(application.form().text("/fromDate").orElseThrow());
        if (from.isBefore(today)) {
            return List.of(new Finding("/fromDate", PAST));
        }
        return from.isAfter(today.plusYears(1)) ? List.of(new Finding("/fromDate", TOO_FAR)) : List.of();
    }

    @Override
    public Decision decide(Work work, Application application) {
        Data.Obj form = application.form();
        boolean same = application
                .answer("address")
                .flatMap(Answer::data)
                .filter(address -> same(form, address))
                .isPresent();
        if (same) {
            return Decision.refused(SAME);
        }
        return Decision.granted(Data.EMPTY
                .with("number", application.number().orElse(""))
                .with(
                        "date",
                        application.received().map(at -> DAY.format(day(at))).orElse(""))
                .with("name", work.party().map(party -> party.name()).orElse(""))
                .with("address", line(form))
                .with(
                        "from",
                        form.text("/fromDate")
                                .map(text -> DAY.format(LocalDate.parse(text)))
                                .orElse("")));
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZONE);
    }

    private static String line(Data.Obj form) {
        String apartment = form.text("/apartment")
                .filter(text -> !text.isBlank())
                .map(text -> ", ап. " + text.strip())
                .orElse("");
        return form.text("/postCode").orElse("") + " " + stripped(form, "/settlement") + ", "
                + stripped(form, "/street") + " № " + stripped(form, "/number") + apartment;
    }

    private static String stripped(Data.Obj form, String pointer) {
        return form.text(pointer).orElse("").strip();
    }

    private static boolean same(Data.Obj form, Data.Obj address) {
        return plain(form.text("/settlement")).equals(plain(address.text("/SettlementName")))
                && plain(form.text("/street")).equals(plain(address.text("/LocationName")))
                && plain(form.text("/number")).equals(plain(address.text("/BuildingNumber")))
                && plain(form.text("/apartment")).equals(plain(address.text("/Apartment")));
    }

    /** People write {@code ул. „Шипка“} and registers {@code УЛ.ШИПКА}. */
    private static String plain(Optional<String> text) {
        return text.orElse("")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip()
                .replaceFirst("^(?:гр|град|ул|улица)\\s+", "")
                .replaceFirst("^село\\s+", "с ")
                .replaceFirst("^булевард\\s+", "бул ")
                .replaceFirst("^площад\\s+", "пл ")
                .replaceFirst("^0+(?=\\d)", "");
    }
}
