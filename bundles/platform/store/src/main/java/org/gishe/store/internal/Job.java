/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.gishe.store.Store.Unit;
import org.gishe.store.StoreException;
import org.jdbi.v3.core.Handle;

/** A unit on its way. Its outcome is set by the one thread that runs it and told when it is durable. */
final class Job<T> {

    private final Unit<T> unit;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final boolean waited;
    private T result;
    private Throwable failure;

    /** @param waited somebody blocks on it and nobody else has the future: it may be completed anywhere */
    Job(Unit<T> unit, boolean waited) {
        this.unit = unit;
        this.waited = waited;
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** Runs it on that handle; returns whether it went well. */
    boolean run(Handle handle) {
        try {
            result = unit.run(handle);
            failure = null;
            return true;
        } catch (Throwable e) { // whatever it is belongs to the caller
            failure = e;
            return false;
        }
    }

    Throwable failure() {
        return failure;
    }

    void fail(Throwable e) {
        failure = e;
    }

    /** Tells the outcome; callbacks of strangers run on that executor. */
    void tell(Executor answers) {
        if (waited) {
            complete();
        } else {
            answers.execute(this::complete);
        }
    }

    private void complete() {
        if (failure == null) {
            future.complete(result);
        } else {
            future.completeExceptionally(failure);
        }
    }

    /** Waits for the outcome, an interruption being kept for later: the unit would be committed all the same. */
    T join() {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw thrown(e.getCause());
        }
    }

    /** What a caller is thrown for what a unit threw. */
    static RuntimeException thrown(Throwable cause) {
        if (cause instanceof RuntimeException e) {
            return e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return new StoreException("a unit failed", cause);
    }
}
