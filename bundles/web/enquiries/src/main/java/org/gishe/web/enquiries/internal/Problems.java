/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.util.List;
import org.gishe.acts.LegalActs;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.json.Json;
import org.gishe.web.door.Problem;

/** Every refusal of an enquiry or a grant, in words. */
final class Problems {

    private Problems() {}

    static Problem invalid(List<Finding> findings) {
        return Problem.of(
                        422,
                        "invalid-request",
                        LocalText.of("Заявката не е правилна", "The request is not right"),
                        LocalText.of(
                                "Нищо не е попитано и нищо не е записано. Поправете посочените полета и опитайте отново.",
                                "Nothing was asked and nothing was kept. Mend the fields that are named and try again."))
                .findings(findings);
    }

    static Problem invalid(String pointer, String bulgarian, String english) {
        return invalid(List.of(new Finding(pointer, LocalText.of(bulgarian, english))));
    }

    static Problem caseMissing() {
        return Problem.of(
                        422,
                        "case-missing",
                        LocalText.of("Липсва преписката", "The case is missing"),
                        LocalText.of(
                                "Всяка справка е по някаква преписка. Дайте номера ѝ във Вашите книги в полето „case“.",
                                "Every enquiry belongs to a case. Give its number in your own books as \"case\"."))
                .findings(List.of(new Finding("/case", LocalText.of("Дайте номера.", "Give the number."))));
    }

    static Problem employeeMissing() {
        return Problem.of(
                        422,
                        "employee-missing",
                        LocalText.of("Липсва служителят", "The employee is missing"),
                        LocalText.of(
                                "Кажете кой пита: „employee“ с „name“ и „position“.",
                                "Say who asks: \"employee\" with \"name\" and \"position\"."))
                .findings(List.of(new Finding(
                        "/employee", LocalText.of("Дайте име и длъжност.", "Give a name and a position."))));
    }

    static Problem basisMissing() {
        return Problem.of(
                        422,
                        "basis-missing",
                        LocalText.of("Липсва правното основание", "The legal basis is missing"),
                        LocalText.of(
                                "Без закон никой не пита регистър. Дайте „basis“ с „act“ и „article“.",
                                "Nobody asks a register without a law. Give \"basis\" with \"act\" and \"article\"."))
                .findings(List.of(new Finding(
                        "/basis", LocalText.of("Дайте нормативния акт и члена.", "Give the act and the article."))));
    }

    static Problem actUnknown(String words, LegalActs acts) {
        Problem problem = Problem.of(
                        422,
                        "act-unknown",
                        LocalText.of("Няма такъв нормативен акт в списъка", "No such act is in the list"),
                        acts.nearest(words)
                                .map(near -> LocalText.of(
                                        "Най-близкият е „" + near.name() + "“ (" + near.abbreviation()
                                                + "). Дайте името или съкращението му. Ако Вашият акт липсва, помолете"
                                                + " оператора да бъде добавен.",
                                        "The nearest is \"" + near.name() + "\" (" + near.abbreviation()
                                                + "). Give its name or abbreviation. If your act is missing, ask the operator"
                                                + " to have it added."))
                                .orElse(LocalText.of(
                                        "Дайте пълното име или съкращението, например „ЗГР“. Ако Вашият акт липсва,"
                                                + " помолете оператора да бъде добавен.",
                                        "Give the whole name or the abbreviation, for example \"ЗГР\". If your act is missing,"
                                                + " ask the operator to have it added.")))
                .findings(List.of(
                        new Finding("/basis/act", LocalText.of("Този акт не е познат.", "This act is not known."))));
        return acts.nearest(words)
                .map(near -> problem.with("nearest", Data.of(near.name())))
                .orElse(problem);
    }

    static Problem purposeMissing() {
        return Problem.of(
                        422,
                        "purpose-missing",
                        LocalText.of("Липсва целта", "The purpose is missing"),
                        LocalText.of(
                                "Напишете в „purpose“ защо питате, така че човекът, за когото питате, да го разбере.",
                                "Write in \"purpose\" why you ask, so that the person whom you ask about understands it."))
                .findings(List.of(new Finding("/purpose", LocalText.of("Дайте целта.", "Give the purpose."))));
    }

    static Problem noGrant(String consumer, Ask ask) {
        return Problem.of(
                403,
                "no-grant",
                LocalText.of("Нямате право на тази справка", "This enquiry was not granted to you"),
                LocalText.of(
                        "За „" + consumer + "“ няма действащо право за „" + ask.operation() + "“ от „" + ask.register()
                                + "“. Поискайте го с POST /api/v1/grants; решава собственикът на регистъра.",
                        consumer + " has no grant in force for " + ask.operation() + " of " + ask.register()
                                + ". Ask for one with POST /api/v1/grants; the register's owner decides."));
    }

    static Problem otherBasis() {
        return Problem.of(
                        403,
                        "basis-not-granted",
                        LocalText.of("Правото Ви е на друго основание", "Your grant stands on another law"),
                        LocalText.of(
                                "Вижте основанието в GET /api/v1/grants и го посочете, или поискайте право на Вашето"
                                        + " основание.",
                                "See the basis in GET /api/v1/grants and name that one, or ask for a grant on yours."))
                .findings(List.of(
                        new Finding("/basis", LocalText.of("Не е това на правото.", "It is not that of the grant."))));
    }

    static Problem ended() {
        return Problem.of(
                403,
                "grant-ended",
                LocalText.of("Правото на тази справка е прекратено", "The grant of this enquiry has ended"),
                LocalText.of(
                        "Правото изтече или беше отнето. Отговорът не се дава. Вижте GET /api/v1/grants.",
                        "It expired or was revoked. The answer is not given. See GET /api/v1/grants."));
    }

    static Problem unknown() {
        return Problem.of(
                404,
                "enquiry-unknown",
                LocalText.of("Няма такъв регистър или справка", "There is no such register or enquiry"),
                LocalText.of(
                        "Вижте GET /api/v1/registers?all=true за всички справки.",
                        "See GET /api/v1/registers?all=true for all enquiries."));
    }

    static Problem down(String entry) {
        return Problem.of(
                        503,
                        "register-down",
                        LocalText.of("Регистърът в момента не отговаря", "The register does not answer at the moment"),
                        LocalText.of(
                                "Питайте отново след 30 секунди, или с „Prefer: respond-async“ – тогава ние опитваме отново.",
                                "Ask again in 30 seconds, or with \"Prefer: respond-async\": then we try again for you."))
                .header("Retry-After", "30")
                .with("entry", Data.of(entry));
    }

    static Problem tooMany(int seconds, int quota, int window) {
        return Problem.of(
                        429,
                        "too-many-requests",
                        LocalText.of("Твърде много заявки", "Too many requests"),
                        LocalText.of(
                                "Приемат се най-много " + quota + " заявки за " + window
                                        + " секунди. Опитайте отново след " + seconds
                                        + " секунди; за много справки наведнъж има POST /api/v1/registers/batches.",
                                "At most " + quota + " requests are taken in " + window + " seconds. Try again in "
                                        + seconds
                                        + " seconds; for many enquiries at once there is POST /api/v1/registers/batches."))
                .header("Retry-After", String.valueOf(seconds));
    }

    static Problem tooManyWaiting(int most) {
        return Problem.of(
                        429,
                        "too-many-waiting",
                        LocalText.of("Твърде много Ваши справки чакат", "Too many of your enquiries wait"),
                        LocalText.of(
                                "Приемат се до " + most + " чакащи справки. Изпратете следващите след 60 секунди.",
                                "Up to " + most + " waiting enquiries are kept. Send more in 60 seconds."))
                .header("Retry-After", "60");
    }

    static Problem keyReused() {
        return Problem.of(
                422,
                "idempotency-key-reused",
                LocalText.of("Този ключ вече е за друга заявка", "This key belongs to another request"),
                LocalText.of(
                        "С този Idempotency-Key през последните 24 часа беше изпратено друго съдържание. Изберете нов ключ.",
                        "Other content was sent with this Idempotency-Key in the last 24 hours. Choose a new key."));
    }

    static Problem keyInFlight() {
        return Problem.of(
                        409,
                        "idempotency-key-in-flight",
                        LocalText.of("Същата заявка още се изпълнява", "The same request is still under way"),
                        LocalText.of("Опитайте отново след 2 секунди.", "Try again in 2 seconds."))
                .header("Retry-After", "2");
    }

    static Problem keyOdd() {
        return Problem.of(
                400,
                "idempotency-key-odd",
                LocalText.of("Ключът не е изписан правилно", "The key is not well written"),
                LocalText.of(
                        "Idempotency-Key има от 1 до 128 печатни знака ASCII, може и в кавички.",
                        "An Idempotency-Key has 1 to 128 printable ASCII characters, in quotes or without."));
    }

    static Problem callbackOdd(LocalText why) {
        return Problem.of(
                        422,
                        "callback-refused",
                        LocalText.of("Отговорът не може да се прати на този адрес", "The answer cannot be sent there"),
                        why)
                .findings(List.of(new Finding("/callback", why)));
    }

    /** A finding with what the schema expects there. */
    static Data.Obj finding(String pointer, String text, String keyword, Data.Obj schema) {
        var json = Json.object().put("pointer", pointer).put("text", text).put("keyword", keyword);
        if (!schema.members().isEmpty()) {
            json.put("expected", schema);
        }
        return json.build();
    }
}
