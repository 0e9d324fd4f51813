/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Duration;
import org.gishe.api.base.Party;
import org.gishe.people.People;
import org.gishe.signing.Signing;
import org.gishe.store.Store;

/** Has the frozen content signed by the person. */
final class SignStep implements Step {

    private final Store store;
    private final People people;
    private final Signing signing;
    private final Duration approval;

    SignStep(Store store, People people, Signing signing, Duration approval) {
        this.store = store;
        this.people = people;
        this.signing = signing;
        this.approval = approval;
    }

    @Override
    public String name() {
        return "sign";
    }

    @Override
    public Outcome take(Row row) {
        Party signer = store.read(query -> people.party(query, row.owner())).orElseThrow();
        Signing.Progress progress = signing.advance(new Signing.Order(
                row.key(),
                row.id(),
                row.provider(),
                signer,
                row.title().in(row.language()),
                row.content(),
                row.language(),
                row.entered(),
                row.entered().plus(approval)));
        if (progress instanceof Signing.Progress.Signed signed) {
            return new Outcome.Done(
                    unit -> unit.createUpdate("UPDATE journey_submission SET signature = :signature WHERE id = :id")
                            .bind("signature", signed.signature())
                            .bind("id", row.id())
                            .execute());
        }
        if (progress instanceof Signing.Progress.Pending pending) {
            return new Outcome.Wait(pending.askAgain(), Row.Status.SIGNATURE);
        }
        if (progress instanceof Signing.Progress.Later later) {
            return new Outcome.Again(later.reason());
        }
        var ended = (Signing.Progress.Ended) progress;
        return ended.end() == Signing.End.LOST
                ? new Outcome.Anew(ended.reason())
                : new Outcome.Stop(Row.Status.NOT_SIGNED, ended.end() + " " + ended.reason());
    }
}
