package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.MessageService.Draft;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS) // to talk once for all tests, which only read
class HistoryIT extends ChatIT {
    private static final int COUNT = 130;

    @Autowired
    MessageService service;

    private UserPrincipal alice = new UserPrincipal(0, "", "");
    private String path = "";

    /** All of the room's messages, oldest first; another room's lie between them. */
    private final List<Long> all = new ArrayList<>();

    @BeforeAll
    void talk() throws Exception {
        alice = user();
        long room = room(alice);
        long other = room(alice);
        path = "/api/rooms/" + room + "/messages";
        for (int i = 0; i < COUNT; i++) {
            all.add(service.post(alice, room, new Draft("message " + i, null), null)
                    .message()
                    .id());
            if (i % 3 == 0) {
                service.post(alice, other, new Draft("aside", null), null);
            }
        }
    }

    @Test
    void theNewestHundredComeFirst() throws Exception {
        Answer page = get(alice, path).expect(200);

        assertThat(ids(page)).isEqualTo(all.subList(30, 130).reversed());
        assertThat(link(page, "previous")).isNull();
        assertThat(link(page, "next")).startsWith(path + "?before=" + all.get(30));
        assertThat(results(page).stream().map(message -> message.get("room")).distinct())
                .hasSize(1)
                .first()
                .satisfies(room -> assertThat(room.get("version").longValue()).isEqualTo(COUNT + 1));
    }

    @Test
    void walkingInPagesOfAnySizeMeetsEachMessageOnceInOrder() throws Exception {
        Random random = new Random(42);
        for (int round = 0; round < 12; round++) {
            int size = 1 + random.nextInt(40);
            assertThat(onwards(path + "?limit=" + size, "next")).isEqualTo(all.reversed());
            assertThat(onwards(path + "?after=0&limit=" + size, "previous")).isEqualTo(all);
            int anchor = random.nextInt(COUNT);
            Answer middle = get(alice, path + "?around=" + all.get(anchor) + "&limit=" + size);
            List<Long> both =
                    new ArrayList<>(onwards(link(middle, "next"), "next").reversed());
            both.addAll(ids(middle).reversed());
            both.addAll(onwards(link(middle, "previous"), "previous"));
            assertThat(both).isEqualTo(all);
        }
    }

    @Test
    void everyPageSaysTrulyWhetherThereIsMore() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            String direction = List.of("before", "after", "around").get(round % 3);
            long id = direction.equals("around")
                    ? all.get(random.nextInt(COUNT))
                    : all.getFirst() - 3 + random.nextLong(all.getLast() - all.getFirst() + 6);
            int size = 1 + random.nextInt(60);

            Answer page = get(alice, path + "?" + direction + "=" + id + "&limit=" + size)
                    .expect(200);

            List<Long> expected = expected(direction, id, size);
            assertThat(ids(page)).as(direction + " " + id).isEqualTo(expected.reversed());
            long lowest = expected.isEmpty() ? (direction.equals("after") ? id + 1 : id) : expected.getFirst();
            long highest = expected.isEmpty() ? (direction.equals("after") ? id : id - 1) : expected.getLast();
            assertThat(link(page, "next") != null).isEqualTo(all.getFirst() < lowest);
            assertThat(link(page, "previous") != null).isEqualTo(all.getLast() > highest);
        }
    }

    @Test
    void aroundShowsTheMessageInTheMiddleAndFillsUpAtTheEnds() throws Exception {
        assertThat(ids(get(alice, path + "?limit=11&around=" + all.get(60))))
                .isEqualTo(all.subList(55, 66).reversed());
        assertThat(ids(get(alice, path + "?limit=10&around=" + all.getLast())))
                .isEqualTo(all.subList(120, 130).reversed());
        assertThat(ids(get(alice, path + "?limit=10&around=" + all.getFirst())))
                .isEqualTo(all.subList(0, 10).reversed());
        assertThat(ids(get(alice, path + "?limit=1&around=" + all.get(5)))).containsExactly(all.get(5));
    }

    @Test
    void aroundWhatIsNoMessageOfTheRoomIsNotFound() throws Exception {
        assertThat(get(alice, path + "?around=" + (all.getLast() + 1000))
                        .expect(404)
                        .detail())
                .isEqualTo("no such message in this room");
        long elsewhere = all.getFirst() + 1;
        assertThat(all).doesNotContain(elsewhere);
        get(alice, path + "?around=" + elsewhere).expect(404);
    }

    @Test
    void placesFarOutsideAreEmptyPagesWithAWayBack() throws Exception {
        Answer above =
                get(alice, path + "?after=" + Long.MAX_VALUE + "&limit=7").expect(200);
        assertThat(ids(above)).isEmpty();
        assertThat(link(above, "previous")).isNull();
        assertThat(onwards(link(above, "next"), "next")).isEqualTo(all.reversed());
        Answer below =
                get(alice, path + "?before=" + Long.MIN_VALUE + "&limit=7").expect(200);
        assertThat(ids(below)).isEmpty();
        assertThat(link(below, "next")).isNull();
        assertThat(onwards(link(below, "previous"), "previous")).isEqualTo(all);
    }

    @Test
    void aRoomWithoutMessagesHasOneEmptyPage() throws Exception {
        Answer page = get(alice, "/api/rooms/" + room(alice) + "/messages").expect(200);

        assertThat(ids(page)).isEmpty();
        assertThat(link(page, "next")).isNull();
        assertThat(link(page, "previous")).isNull();
    }

    @Test
    void malformedQueriesAreRefused() throws Exception {
        for (String query : List.of(
                "limit=0",
                "limit=101",
                "limit=-1",
                "limit=x",
                "before=x",
                "after=1.5",
                "around=99999999999999999999",
                "before=1&after=1",
                "before=1&around=1",
                "after=1&around=1",
                "before=1&after=1&around=1")) {
            get(alice, path + "?" + query).expect(400);
        }
    }

    private List<Long> expected(String direction, long id, int size) {
        int at = Collections.binarySearch(all, id);
        int place = at >= 0 ? at : -at - 1;
        return switch (direction) {
            case "before" -> all.subList(Math.max(0, place - size), place);
            case "after" -> {
                int from = at >= 0 ? at + 1 : place;
                yield all.subList(from, Math.min(COUNT, from + size));
            }
            default -> {
                int older = size - 1 - (size - 1) / 2;
                int from = Math.max(0, Math.min(place - older, COUNT - size));
                yield all.subList(from, Math.min(COUNT, from + size));
            }
        };
    }

    /** What is met page by page, in the order of the walk. */
    private List<Long> onwards(@Nullable String link, String direction) throws Exception {
        List<Long> met = new ArrayList<>();
        while (link != null) {
            Answer page = get(alice, link).expect(200);
            met.addAll(direction.equals("next") ? ids(page) : ids(page).reversed());
            link = link(page, direction);
        }
        return met;
    }

    private static @Nullable String link(Answer page, String name) {
        JsonNode link = page.body().get(name);
        return link.isNull() ? null : link.stringValue();
    }
}
