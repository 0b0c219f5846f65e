"""OpenAI's package with Attune: an answer in the user's taste, turned while it is written.

    pip install -r requirements.txt
    ATTUNE_KEY=sk-attune-… python3 steer.py
"""

import os

from openai import OpenAI

client = OpenAI(
    base_url=os.environ.get("ATTUNE_URL", "http://127.0.0.1:8787") + "/v1",
    api_key=os.environ["ATTUNE_KEY"],
)

# `user` names the profile that steers the answer; what `steering` says wins over it.
stream = client.chat.completions.create(
    model=os.environ.get("ATTUNE_MODEL", "smollm2-135m-instruct"),
    messages=[{"role": "user", "content": "Tell me about the sea."}],
    user="ada",
    max_tokens=100,
    stream=True,
    extra_body={"steering": {"strengths": {"simple": -1}}},
)

turned = False
receipt = None
for chunk in stream:
    text = chunk.choices[0].delta.content if chunk.choices else None
    print(text or "", end="", flush=True)
    # Fields that OpenAI's package does not know are kept as they come.
    receipt = receipt or (chunk.model_extra or {}).get("attune")
    if text and not turned:
        turned = True
        # The other way from the next token on, evenly over ten; the answer's id names it.
        change = {"strengths": {"simple": 1}, "seq": 1, "ramp": 10}
        client.patch(f"/generations/{chunk.id}", body=change, cast_to=object)

print("\n")
for edit in receipt["edits"]:
    print(f"{edit['axis']}: {edit['strength']} at the end, {edit['tokens_edited']} tokens moved")
