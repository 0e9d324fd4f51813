/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.services.permanentaddress;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.Work;
import org.gishe.api.service.Application;
import org.gishe.api.service.Decision;
import org.gishe.api.service.EService;
import org.gishe.api.service.EServicePlugin;
import org.gishe.api.service.Finding;
import org.osgi.service.component.annotations.Component;

/** Certificate of permanent address: the population register knows it, so nobody needs to decide. */
@EServicePlugin(id = "permanent-address")
@Component
public final class PermanentAddress implements EService {

    private static final ZoneId ZONE = ZoneId.of("Europe/Sofia");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.yyyy");

    private static final LocalText PEOPLE_ONLY = LocalText.of(
            "Постоянен адрес имат само физическите лица. Влезте със своята електронна идентификация като гражданин и "
                    + "подайте заявлението отново.",
            "Only people have a permanent address. Log in as a citizen and apply again.");
    private static final LocalText NOT_REGISTERED = LocalText.of(
            "В регистъра на населението няма вписан Ваш постоянен адрес, затова удостоверение не може да бъде издадено. "
                    + "Заявете постоянен адрес в общината, в която живеете, и подайте заявлението отново.",
            "The population register holds no permanent address of yours, so no certificate can be issued. Register a "
                    + "permanent address with the municipality where you live, then apply again.");
    private static final LocalText NO_ANSWER = LocalText.of(
            "Регистърът на населението не е отговорил по тази преписка.",
            "The population register gave no answer in this case.");

    @Override
    public List<Finding> examine(Work work, Application application) {
        boolean company = work.party()
                .filter(party -> party.identifier().scheme() == Identifier.Scheme.EIK)
                .isPresent();
        return company ? List.of(new Finding("", PEOPLE_ONLY)) : List.of();
    }

    @Override
    public Decision decide(Work work, Application application) {
        Answer answer = application.answer("address").orElse(null);
        if (answer == null || work.party().isEmpty()) {
            return Decision.clerk(NO_ANSWER);
        }
        return switch (answer.status()) {
            case FOUND ->
                certificate(work.party().get(), application, answer.data().orElseThrow());
            case NOT_FOUND -> Decision.refused(NOT_REGISTERED);
            default -> Decision.clerk(NO_ANSWER);
        };
    }

    private static Decision certificate(Party party, Application application, Data.Obj address) {
        boolean english = application.form().text("/language").orElse("bg").equals("en");
        String line = line(address, english);
        if (line.isEmpty()) {
            return Decision.refused(NOT_REGISTERED);
        }
        return Decision.granted(Data.EMPTY
                .with("english", Data.of(english))
                .with("number", application.number().orElse(""))
                .with(
                        "date",
                        application
                                .received()
                                .map(at -> DAY.format(at.atZone(ZONE)))
                                .orElse(""))
                .with("name", party.name())
                .with("identifierKind", kind(party.identifier(), english))
                .with("identifier", party.identifier().value())
                .with("address", line)
                .with("since", since(address))
                .with("purpose", purpose(application.form().text("/purpose").orElse("other"), english))
                .with("note", application.form().text("/note").orElse("")));
    }

    private static String kind(Identifier identifier, boolean english) {
        return switch (identifier.scheme()) {
            case EGN -> english ? "Personal number (EGN)" : "ЕГН";
            case LNCH -> english ? "Personal number of a foreigner (LNCh)" : "ЛНЧ";
            default -> english ? "Identifier" : "Идентификатор";
        };
    }

    private static String purpose(String purpose, boolean english) {
        return switch (purpose) {
            case "bank" -> english ? "to a bank or an insurer" : "пред банка или застраховател";
            case "education" ->
                english
                        ? "to a school, a kindergarten or a university"
                        : "пред училище, детска градина или университет";
            case "work" -> english ? "to an employer" : "пред работодател";
            case "court" -> english ? "to a court or a notary" : "пред съд или нотариус";
            case "abroad" -> english ? "to an authority abroad" : "пред орган в чужбина";
            default -> english ? "wherever it is needed" : "където е необходимо";
        };
    }

    /** The address in the order in which it is written on an envelope; names stay as the register has them. */
    private static String line(Data.Obj address, boolean english) {
        List<String> parts = new ArrayList<>();
        add(parts, english ? "district " : "обл. ", address, "/DistrictName");
        add(parts, english ? "municipality " : "общ. ", address, "/MunicipalityName");
        add(parts, "", address, "/SettlementName");
        add(parts, "", address, "/CityArea");
        add(parts, "", address, "/LocationName");
        add(parts, english ? "No " : "№ ", address, "/BuildingNumber");
        add(parts, english ? "entrance " : "вх. ", address, "/Entrance");
        add(parts, english ? "floor " : "ет. ", address, "/Floor");
        add(parts, english ? "apartment " : "ап. ", address, "/Apartment");
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, String before, Data.Obj address, String pointer) {
        address.text(pointer)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> parts.add(before + text));
    }

    private static String since(Data.Obj address) {
        String date = address.text("/FromDate").orElse("");
        return date.matches("\\d{4}-\\d{2}-\\d{2}")
                ? date.substring(8) + "." + date.substring(5, 7) + "." + date.substring(0, 4)
                : "";
    }
}
