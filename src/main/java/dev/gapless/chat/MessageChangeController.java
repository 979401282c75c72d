package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.MessageView.Reaction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What can be done with a message that is there, over HTTP. */
@RestController
@RequestMapping("/api/messages/{id}")
class MessageChangeController {
    private final MessageService service;
    private final ReactionService reactions;
    private final Pins pins;

    MessageChangeController(MessageService service, ReactionService reactions, Pins pins) {
        this.service = service;
        this.reactions = reactions;
        this.pins = pins;
    }

    record NewText(@Nullable String content) {}

    record Chosen(List<Reaction> reactions) {}

    @PatchMapping
    MessageView edit(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id, @RequestBody NewText text) {
        return service.edit(user, id, Text.content(text.content()));
    }

    @DeleteMapping
    MessageView delete(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id) {
        return service.delete(user, id);
    }

    @PutMapping("/reactions/{emoji}")
    Chosen react(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id, @PathVariable String emoji) {
        return new Chosen(reactions.add(user, id, Text.emoji(emoji)));
    }

    @DeleteMapping("/reactions/{emoji}")
    Chosen takeBack(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id, @PathVariable String emoji) {
        return new Chosen(reactions.remove(user, id, Text.emoji(emoji)));
    }

    @PutMapping("/pin")
    MessageView pin(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id) {
        return pins.pin(user, id);
    }

    @DeleteMapping("/pin")
    MessageView unpin(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id) {
        return pins.unpin(user, id);
    }
}
