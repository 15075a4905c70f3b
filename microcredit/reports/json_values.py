"""What JSON is made of."""

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
