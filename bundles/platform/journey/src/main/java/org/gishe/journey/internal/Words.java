/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.util.Optional;
import org.gishe.api.base.LocalText;
import org.gishe.journey.Journeys;
import org.gishe.signing.Signing;

/** What a state means to the owner: what happened, what it means, what to do. */
final class Words {

    private Words() {}

    static Journeys.State state(Row row, Optional<Signing.Departure> departure) {
        Journeys.State state = state(row);
        return state == Journeys.State.WAITING_FOR_SIGNATURE
                        && departure.filter(Signing.Departure::back).isPresent()
                ? Journeys.State.RUNNING
                : state;
    }

    private static Journeys.State state(Row row) {
        return switch (row.state()) {
            case RUNNING -> row.step().equals("sign") ? Journeys.State.WAITING_FOR_SIGNATURE : Journeys.State.RUNNING;
            case SIGNATURE -> Journeys.State.WAITING_FOR_SIGNATURE;
            case NOT_SIGNED -> Journeys.State.NOT_SIGNED;
            case DELAYED -> Journeys.State.DELAYED;
            case PARKED -> Journeys.State.WITH_THE_AGENCY;
            case CLOSED -> Journeys.State.CLOSED;
        };
    }

    /** @param departure where the owner is led to a signature provider */
    static LocalText message(Row row, Optional<Signing.Departure> departure) {
        return switch (state(row)) {
            case WAITING_FOR_SIGNATURE ->
                departure.isPresent()
                        ? departure.get().back()
                                ? LocalText.of(
                                        "Върнахте се от доставчика и подписът Ви се приема. Не е нужно да правите нищо.",
                                        "You are back from the provider and your signature is being taken in. There is nothing you"
                                                + " need to do.")
                                : LocalText.of(
                                        "Подписвате на страницата на доставчика на електронен подпис и после се връщате тук."
                                                + " Заявлението се счита за подадено, след като го подпишете.",
                                        "You sign on the signature provider's page and then come back here. Your application counts as"
                                                + " submitted once you have signed it.")
                        : LocalText.of(
                                "Потвърдете подписването на телефона си. Заявлението се счита за подадено, след като го подпишете.",
                                "Approve the signature on your phone. Your application counts as submitted once you have signed it.");
            case NOT_SIGNED ->
                LocalText.of(
                        "Заявлението не е подписано и още не е подадено. Можете да го подпишете отново в срок до 30 дни.",
                        "Your application was not signed, so it is not submitted yet. You can sign again within 30 days.");
            case DELAYED -> delayed(row);
            case WITH_THE_AGENCY ->
                LocalText.of(
                        "Служител преглежда заявлението. Не е нужно да правите нищо.",
                        "An official is looking at your application. There is nothing you need to do.");
            case CLOSED ->
                row.granted().orElse(false)
                        ? LocalText.of("Документът е във Вашата пощенска кутия.", "The document is in your mailbox.")
                        : LocalText.of(
                                "По заявлението има отказ. Мотивите са във Вашата пощенска кутия.",
                                "The application was refused. The reasons are in your mailbox.");
            case RUNNING ->
                LocalText.of(
                        "Заявлението е прието и се обработва. Можете да затворите тази страница.",
                        "Your application has been received and is being processed. You can close this page.");
        };
    }

    private static LocalText delayed(Row row) {
        return switch (row.step()) {
            case "check" ->
                LocalText.of(
                        "Регистърът, в който се прави проверка, в момента не отговаря. Заявлението изчаква и продължава само.",
                        "The register that must be asked does not answer at the moment. Your application waits and goes on by"
                                + " itself.");
            case "sign" ->
                LocalText.of(
                        "Доставчикът на електронен подпис в момента не отговаря. Опитваме отново.",
                        "The signature provider does not answer at the moment. We keep trying.");
            default ->
                LocalText.of(
                        "Обработката се забавя по техническа причина. Заявлението не е изгубено и продължава само.",
                        "Processing is delayed for a technical reason. Your application is safe and goes on by itself.");
        };
    }
}
