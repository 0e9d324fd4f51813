/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Duration;
import java.time.InstantSource;
import org.gishe.api.base.Party;
import org.gishe.people.People;
import org.gishe.signing.Signing;
import org.gishe.store.Store;

/** Has the frozen content signed by the person. */
final class SignStep implements Step {

    private static final int RINGS = 8;
    private static final int PATIENCE = 10;

    private final Store store;
    private final People people;
    private final Signing signing;
    private final InstantSource clock;
    private final Duration approval;

    SignStep(Store store, People people, Signing signing, InstantSource clock, Duration approval) {
        this.store = store;
        this.people = people;
        this.signing = signing;
        this.clock = clock;
        this.approval = approval;
    }

    @Override
    public String name() {
        return "sign";
    }

    /** A provider that cannot be asked long after the person's time is over is not waited for. */
    private boolean gaveUp(Row row) {
        return row.attempts() >= PATIENCE
                && clock.instant().isAfter(row.entered().plus(approval));
    }

    /** What is not signed is not the agency's yet: the person chooses, perhaps another provider. */
    private Outcome giveUp(Row row, String reason) {
        signing.cancel(row.key());
        return new Outcome.Stop(Row.Status.NOT_SIGNED, reason);
    }

    /** What is to be signed in this visit. */
    Signing.Order order(Row row) {
        Party signer = store.read(query -> people.party(query, row.owner())).orElseThrow();
        return new Signing.Order(
                row.key(),
                row.id(),
                row.provider(),
                signer,
                row.title().in(row.language()),
                row.content(),
                row.language(),
                row.entered(),
                row.entered().plus(approval));
    }

    @Override
    public Outcome take(Row row) {
        Signing.Progress progress = signing.advance(order(row));
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
            return !later.approved() && gaveUp(row) ? giveUp(row, later.reason()) : new Outcome.Again(later.reason());
        }
        var ended = (Signing.Progress.Ended) progress;
        return ended.end() == Signing.End.LOST && row.visit() < RINGS // their phone does not ring without end
                ? new Outcome.Anew(ended.reason())
                : new Outcome.Stop(Row.Status.NOT_SIGNED, ended.end() + " " + ended.reason());
    }
}
