"""Who gets answers: role documents are for the people of the company.

Guests and people from other organisations are refused unless a setting allows them. Only Slack
knows whether somebody is a guest, and asking it takes the optional scope `users:read`. Without the
scope the bot refuses only shared channels, which others read, too. With it, somebody unknown is
refused until Slack has answered: otherwise a guest would only have to ask while Slack is slow.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from enum import Enum
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.render.slack import notices
from bot.render.slack.message import Message
from bot.slack.guard.rate_limit import RateLimiter
from bot.slack.guard.ttl_map import TTLMap
from bot.slack.send.calls import REFUSED, is_timeout, reason_of
from bot.slack.send.installation import Installation

log = logging.getLogger(__name__)

REMEMBERED_SECONDS = 3600
NO_SCOPE_SECONDS = 60  # until Slack is asked again after saying that the scope is missing
UNTOLD_SECONDS = 5  # until Slack is asked again about somebody after it could not say
MAX_PEOPLE = 10_000
ANYBODY = ""  # stands for everybody where entries are by person


class Standing(Enum):
    """What a person is to the company, with what they are told if they get no answers for it."""

    MEMBER = None
    GUEST = notices.GUEST
    EXTERNAL = notices.EXTERNAL
    # The bot lacks the scope to find out. That matters only in a shared channel.
    UNKNOWN = notices.SHARED_CHANNEL
    # Slack could not say at the moment.
    UNTOLD = notices.NOT_KNOWN_YET


class Admission:
    """Remembers for an hour what Slack has said about people, under keys that name nobody."""

    def __init__(
        self,
        client: WebClient,
        home: Installation,
        rate_limiter: RateLimiter,
        allow_external: bool = False,
    ) -> None:
        """`client` has to give up quickly: Slack gives up on a command after three seconds."""
        self._client = client
        self._home, self._rate_limiter = home, rate_limiter
        self._allow_external = allow_external
        self._known: TTLMap[Standing] = TTLMap(MAX_PEOPLE, REMEMBERED_SECONDS)
        self._no_scope: TTLMap[bool] = TTLMap(1, NO_SCOPE_SECONDS)
        self._untold: TTLMap[bool] = TTLMap(MAX_PEOPLE, UNTOLD_SECONDS)
        self._if_untold = Standing.UNTOLD

    def refuses(self, user: str, body: Mapping[str, Any]) -> Message | None:
        """Why this person gets no answer here, or not now; None if they do. `body` is what Slack
        sent."""
        if refusal := self.bars(user, body):
            return refusal
        return None if self._rate_limiter.allows(user) else notices.RATE_LIMITED

    def bars(self, user: str, body: Mapping[str, Any]) -> Message | None:
        """The same for what does not count as a question: only why they get no answer here at
        all."""
        standing = Standing.MEMBER if self._allow_external else self._standing(user, body)
        is_harmless = standing is Standing.UNKNOWN and not body.get("is_ext_shared_channel")
        return None if is_harmless else standing.value

    def _standing(self, user: str, body: Mapping[str, Any]) -> Standing:
        if self._is_external(body):
            return Standing.EXTERNAL
        event = body.get("event")
        profile = event.get("user_profile") if isinstance(event, Mapping) else None
        if isinstance(profile, Mapping) and "is_restricted" in profile:
            return _standing_of(profile)
        return self._looked_up(user)

    def _is_external(self, body: Mapping[str, Any]) -> bool:
        places = _places_of(body)
        if not places:  # in a shared channel this means another organisation; see `context.actor_*`
            return bool(body.get("is_ext_shared_channel"))
        return places.isdisjoint({self._home.team, self._home.enterprise})

    def _looked_up(self, user: str) -> Standing:
        if known := self._known.get(user):
            return known
        if self._no_scope.get(ANYBODY):
            return Standing.UNKNOWN
        if self._untold.get(user) or self._untold.get(ANYBODY):
            return self._if_untold
        try:
            person = _person_in(self._client.users_info(user=user))
        except REFUSED as error:
            log.info("Not known whether somebody is a guest: %s", reason_of(error))
            if isinstance(error, SlackApiError) and reason_of(error) == "missing_scope":
                self._no_scope.put(True, ANYBODY)
                self._if_untold = Standing.UNKNOWN  # until Slack says otherwise
            else:  # after a timeout, nobody else's command should wait as long
                self._untold.put(True, ANYBODY if is_timeout(error) else user)
            return self._if_untold
        self._if_untold = Standing.UNTOLD
        is_external = person.get("is_stranger") or self._is_of_others(person)
        standing = Standing.EXTERNAL if is_external else _standing_of(person)
        self._known.put(standing, user)
        return standing

    def _is_of_others(self, person: Mapping[str, Any]) -> bool:
        """Checked, too, because Slack calls nobody a stranger who shares a channel with the bot."""
        enterprise = person.get("enterprise_user") or {}
        places = {person.get("team_id"), enterprise.get("enterprise_id")} - {None, ""}
        return bool(places) and places.isdisjoint({self._home.team, self._home.enterprise})


def _person_in(answer: Mapping[str, Any] | SlackResponse) -> Mapping[str, Any]:
    """Raises ValueError if there is nobody in it, as when it is not Slack that has answered."""
    person = answer.get("user")
    if not isinstance(person, Mapping):
        raise ValueError("an answer about nobody")
    return person


def _standing_of(person: Mapping[str, Any]) -> Standing:
    is_guest = person.get("is_restricted") or person.get("is_ultra_restricted")
    return Standing.GUEST if is_guest else Standing.MEMBER


def _places_of(body: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the asker's team and enterprise, as far as the request has them."""
    event, user, enterprise = body.get("event"), body.get("user"), body.get("enterprise")
    if isinstance(event, Mapping):
        shared = body.get("is_ext_shared_channel")
        found = [event.get("user_team") or event.get("team") if shared else None]
    elif isinstance(user, Mapping):
        found = [user.get("team_id"), enterprise.get("id") if enterprise else None]
    else:
        found = [body.get("team_id"), body.get("enterprise_id")]
    return frozenset(id_ for id_ in found if id_)
